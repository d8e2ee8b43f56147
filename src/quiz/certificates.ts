import { pinyin } from 'pinyin-pro'
import { civilDateAt, spellDay, yearOf } from '../base/calendar.ts'
import { forEachOrLog } from './each.ts'
import { endOf, type GradedSitting, isGraded, toSitting } from './record.ts'
import type { CertificateRow, QuizDeps } from './rooms.ts'

/** What anybody may know of a certificate: whether it is valid, whose initials it bears and of which day it is. */
export type Verification = { valid: boolean; initials: string; date: string } | undefined

/** Crockford's alphabet: no letter that could be taken for a digit. 10 characters are 50 bits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_LENGTH = 10
/** Attempts that ended before this many days have got their certificate long ago. */
const LOOK_BACK_MS = 30 * 86_400_000
/** Making one takes about a second of computing; callbacks must not wait behind a whole cohort. */
const MOST_AT_ONCE = 3

/** One that could not be made or uploaded is tried again after this long: printing costs a second, and WeCom is seldom back sooner. */
const REST_MS = 5 * 60_000

/** Issues what was earned and sends what was issued. Each step happens once, however often and wherever it is run. */
export function createCertificates(deps: QuizDeps): () => Promise<number> {
  const { store, blueprints, clock, log } = deps
  /** Until when those that failed are left alone, by their number. */
  const resting = new Map<string, number>()

  return async () => {
    const now = clock.now().getTime()
    const certifying = blueprints.filter(({ certificate }) => certificate).map(({ id }) => id)
    const earned = await store.attempts.uncertified(certifying, new Date(now - LOOK_BACK_MS))
    await forEachOrLog(earned.map(toSitting).filter(isGraded), (sitting) => issue(sitting, deps), {
      log,
      failing: ({ id }) => [{ attemptId: id }, 'a certificate could not be issued; the next sweep tries again'],
    })

    const unsent = await store.certificates.unsent()
    const ready = unsent.filter(({ number }) => (resting.get(number) ?? 0) <= now).slice(0, MOST_AT_ONCE)
    for (const { number } of ready) resting.delete(number)
    const failed = await forEachOrLog(ready, (certificate) => send(certificate, deps), {
      log,
      failing: ({ number }) => [{ certificate: number }, 'a certificate could not be sent; it is tried again later'],
    })
    for (const { number } of failed) resting.set(number, now + REST_MS)
    return unsent.length
  }
}

async function issue(sitting: GradedSitting, deps: QuizDeps): Promise<void> {
  const person = await deps.people.identify(sitting.userid)
  await deps.store.certificates.issue({
    year: yearOf(civilDateAt(endOf(sitting), deps.timeZone)),
    attemptId: sitting.id,
    code: newCode(deps),
    userid: sitting.userid,
    name: person.name,
    title: sitting.blueprint.title,
    percent: sitting.grade.percent,
    bankVersion: sitting.bankVersion,
    issuedAt: endOf(sitting),
  })
}

function newCode({ randomBytes }: Pick<QuizDeps, 'randomBytes'>): string {
  return [...randomBytes(CODE_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
}

async function send(certificate: CertificateRow, deps: QuizDeps): Promise<void> {
  const { number, userid } = certificate
  const bytes = await fileOf(certificate, deps)
  const { mediaId } = await deps.media.upload({
    name: `合规考核合格证书-${certificate.name}-${number}.pdf`,
    bytes,
    type: 'file',
  })
  const key = `quiz-certificate:${number}`
  await deps.outbox.enqueue([{ key, to: userid, purpose: 'quiz', content: { kind: 'file', mediaId } }])
  await deps.store.certificates.markSent(number, deps.clock.now())
  deps.log.info({ certificate: number }, 'certificate handed to the outbox')
}

async function fileOf(
  certificate: CertificateRow,
  { people, print, verifyUrl, timeZone }: QuizDeps,
): Promise<Uint8Array> {
  const { number, name, title, percent, bankVersion, code, issuedAt } = certificate
  const { enterprise } = await people.identify(certificate.userid)
  const date = spellDay(civilDateAt(issuedAt, timeZone))
  const text = { number, name, title, percent, bankVersion, code, date, verifyUrl: verifyUrl(code) }
  return print({ ...text, ...(enterprise ? { enterprise } : {}) }, issuedAt)
}

/** Checks a code as somebody may have typed it. */
export async function verify(
  typed: string,
  { store, timeZone }: Pick<QuizDeps, 'store' | 'timeZone'>,
): Promise<Verification> {
  const code = typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (!/^[0-9A-Z]{4,32}$/.test(code)) return undefined
  const certificate = await store.certificates.byCode(code)
  if (!certificate) return undefined
  const { name, issuedAt, revokedAt } = certificate
  return { valid: revokedAt === undefined, initials: initialsOf(name), date: spellDay(civilDateAt(issuedAt, timeZone)) }
}

/** 吴欣 → W.X. */
function initialsOf(name: string): string {
  const letters = pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', surname: 'head', nonZh: 'removed' })
  const own = letters.length > 0 ? letters : [...name].slice(0, 1)
  return own.map((letter) => `${letter.slice(0, 1).toUpperCase()}.`).join('')
}

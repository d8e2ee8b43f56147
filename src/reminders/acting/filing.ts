import { isOpen } from '../ledger.ts'
import { refusal, submit } from './acts.ts'
import {
  type Acting,
  type Expectation,
  expectationOf,
  type Fetched,
  FILE_WITHIN_MINUTES,
  fileBy,
  type Matter,
  matterById,
  nameOf,
  type Said,
} from './desk.ts'
import { addEvidence, attachedLine } from './evidence.ts'
import { linesOf, mine } from './looking.ts'

const say = (...replies: string[]): Said => ({ replies })

/**
 * A file that was sent: what was asked for a moment ago, else what its sender names next. A file never says itself what it is for,
 * so one that comes late is asked about, not taken.
 */
export async function received({ file, at }: { file: Fetched; at: Date }, acting: Acting): Promise<Said> {
  const { tx, actor } = acting
  const asked = await expectationOf(tx, actor.userid, at)
  const matter = asked && (await matterAsked(asked.expectation, acting))
  if (!asked || !matter) return whatFor(file, asked?.expectation, acting)
  if (!asked.fresh) {
    const said = await whatFor(file, undefined, acting)
    const late = `${nameOf(matter)}的佐证是在 ${FILE_WITHIN_MINUTES} 分钟以前要的，不能确定这份文件就是，没有存入。`
    return { replies: [late, ...said.replies] }
  }
  return asked.expectation.expect === 'evidence' ? handIn(matter, file, acting) : add(matter, [file], acting)
}

async function matterAsked(expectation: Expectation, { tx }: Acting): Promise<Matter | undefined> {
  const { expect } = expectation
  return expect === 'evidence' || expect === 'attachment' ? matterById(tx, expectation.occurrenceId) : undefined
}

/** Keeps the file, with those that wait already, until its sender says what it is for. */
async function whatFor(file: Fetched, before: Expectation | undefined, acting: Acting): Promise<Said> {
  const { tx, actor, clock } = acting
  const waiting = before?.expect === 'purpose' ? before.files.filter(({ sha256 }) => sha256 !== file.sha256) : []
  const files = [...waiting, file]
  await tx.ledgerTalk.expect(actor.userid, { expect: 'purpose', files }, clock.now())
  const names = files.map(({ fileName }) => `《${fileName}》`).join('')
  const question = files.length === 1 ? '它是哪个事项的佐证' : `这 ${files.length} 份是哪个事项的佐证`
  const list = linesOf(await mine(acting), acting)
  return say([`收到${names}。${question}？请回复“佐证 编号”：`, ...list].join('\n'))
}

/** The first file asked for hands the occurrence in; further ones are added to what lies with the office. */
async function handIn(matter: Matter, file: Fetched, acting: Acting): Promise<Said> {
  if (matter.occurrence.state === 'review') return add(matter, [file], acting)
  const problem = refusal(matter, acting)
  if (problem) return say(problem)
  const line = attachedLine(matter, file, await addEvidence(matter, file, acting))
  const said = await submit(matter, '', acting)
  return { replies: [line, ...said.replies] }
}

async function add(matter: Matter, files: readonly Fetched[], acting: Acting): Promise<Said> {
  const problem = refusal(matter, acting)
  if (problem) return say(problem)
  const lines: string[] = []
  for (const file of files) lines.push(attachedLine(matter, file, await addEvidence(matter, file, acting)))
  const then = isOpen(matter.occurrence)
    ? `办结时一并提交，现在办结请回复“办结 ${matter.occurrence.number}”。`
    : '已并入正在审核的办结申请。'
  return say([...lines, then].join(''))
}

/** 佐证: the files sent before belong to this occurrence, or one is asked for. */
export async function attach(matter: Matter, waiting: readonly Fetched[], acting: Acting): Promise<Said> {
  if (waiting.length > 0) return add(matter, waiting, acting)
  const { tx, actor, clock } = acting
  await tx.ledgerTalk.expect(actor.userid, { expect: 'attachment', occurrenceId: matter.occurrence.id }, clock.now())
  return say(
    `请在 ${fileBy(acting)} 前把${nameOf(matter)}的佐证文件或图片直接发到这里，收到后只存为佐证，不会自动办结。不发了请回复“取消”。`,
  )
}

import { createSigner, readMember, spellMember } from './signed-links.ts'

/** What a link to a calendar says once its signature holds; withdrawn: its member asked for a new one since. */
export type OpenedCalendar = { kind: 'valid'; member: string } | { kind: 'withdrawn' } | { kind: 'forged' }

export interface CalendarLinks {
  /** The link that holds for a member now. */
  linkFor(member: string): Promise<string>
  /** Makes every link of a member so far useless and returns the one that holds from now on. */
  reset(member: string): Promise<string>
  open(token: string): Promise<OpenedCalendar>
}

export interface CalendarLinkDeps {
  /** Signs the links; the same in every instance. */
  key: Uint8Array
  /** Address of the service as members reach it, without a slash at the end. */
  base(): string
  settings: { get(key: string): Promise<unknown>; put(key: string, value: unknown): Promise<void> }
}

/** 144 bits: a calendar is asked for over years, so that its link has no last day. */
const SIGNATURE_LENGTH = 24
const TOKEN = /^([\w-]{1,128})\.([0-9a-z]{1,6})\.([\w-]{24})$/

/**
 * Links to the calendar of a member, `/calendar/<member>.<serial>.<signature>.ics`. All that is stored is how often a member
 * has asked for a new one.
 */
export function createCalendarLinks({ key, base, settings }: CalendarLinkDeps): CalendarLinks {
  const { sign, isSigned } = createSigner(key, { purpose: 'calendar', length: SIGNATURE_LENGTH })
  const settingOf = (member: string) => `calendar-links.serial.${member.toLowerCase()}`
  const serialOf = async (member: string) => Number((await settings.get(settingOf(member))) ?? 0)

  function link(member: string, serial: number): string {
    const payload = `${spellMember(member)}.${serial.toString(36)}`
    return `${base()}/calendar/${payload}.${sign(payload)}.ics`
  }

  return {
    linkFor: async (member) => link(member, await serialOf(member)),
    reset: async (member) => {
      const serial = (await serialOf(member)) + 1
      await settings.put(settingOf(member), serial)
      return link(member, serial)
    },
    open: async (token) => {
      const [, name = '', serial = '', signature = ''] = TOKEN.exec(token) ?? []
      if (!isSigned(`${name}.${serial}`, signature)) return { kind: 'forged' }
      const member = readMember(name)
      const current = Number.parseInt(serial, 36) === (await serialOf(member))
      return current ? { kind: 'valid', member } : { kind: 'withdrawn' }
    },
  }
}

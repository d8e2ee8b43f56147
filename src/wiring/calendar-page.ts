import { type CalendarLinks, createCalendarLinks } from '../http/calendar-links.ts'
import { linkKey } from '../http/signed-links.ts'
import type { Store } from '../store/store.ts'

/** The links to calendars, signed with the key of all links. `base` tells what addresses of ours begin with. */
export async function openCalendarLinks({ settings }: Store, base: () => string): Promise<CalendarLinks> {
  return createCalendarLinks({ key: await linkKey(settings), base, settings })
}

/** Where the members live. */
const ZONE = 'Asia/Shanghai'

const TIME = new Intl.DateTimeFormat('zh-CN', {
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
  timeZone: ZONE,
})
const DAY = new Intl.DateTimeFormat('zh-CN', {
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  weekday: 'short',
  timeZone: ZONE,
})

/** As Swedes write it: 2026-03-24 14:05. */
const FIELD = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: ZONE })

/** 14:05 in China, whatever zone the browser is in. */
export function timeOf(instant: string): string {
  return TIME.format(new Date(instant))
}

/** 2026年3月24日 周二 */
export function dayOf(instant: string): string {
  return DAY.format(new Date(instant))
}

/** The value of a `datetime-local` field that shows an instant in China. */
export function toField(instant: string): string {
  return FIELD.format(new Date(instant)).replace(' ', 'T')
}

/** The instant a `datetime-local` field means in China. */
export function fromField(value: string): string {
  const read = Date.parse(`${value}Z`)
  const ahead = Date.parse(`${toField(new Date(read).toISOString())}Z`) - read
  return new Date(read - ahead).toISOString()
}

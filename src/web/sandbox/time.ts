const TIME = new Intl.DateTimeFormat('zh-CN', {
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
  timeZone: 'Asia/Shanghai',
})
const DAY = new Intl.DateTimeFormat('zh-CN', {
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  weekday: 'short',
  timeZone: 'Asia/Shanghai',
})

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
  return new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString().slice(0, 16)
}

/** The instant a `datetime-local` field means in China. */
export function fromField(value: string): string {
  return new Date(`${value}:00+08:00`).toISOString()
}

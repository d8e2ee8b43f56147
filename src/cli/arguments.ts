import { AppError } from '../base/errors.ts'

/** @throws AppError `input` when it is no whole number above zero */
export function wholeNumber(text: string, name: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text)
  throw new AppError('input', `${name} is no number`, { publicMessage: `${name} 应为正整数，收到的是“${text}”。` })
}

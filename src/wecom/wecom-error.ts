import { AppError, type ErrorKind } from '../base/errors.ts'
import { type Disposition, dispositionOf, ERRCODES } from './errcodes.ts'

/** Whether a failed request may have had its effect: `none` when it certainly had not. */
export type Effect = 'none' | 'unknown'

/** WeCom answered, and refused. `errmsg` is WeCom's own wording; its text changes, so nothing may depend on it. */
export class WecomError extends AppError {
  readonly errcode: number
  readonly errmsg: string
  readonly disposition: Disposition

  constructor(path: string, errcode: number, errmsg: string) {
    const disposition = dispositionOf(errcode)
    const known = ERRCODES[errcode]
    super(KINDS[disposition], `WeCom ${path} failed: ${errcode} ${errmsg}`, {
      publicMessage: known
        ? `企业微信返回错误 ${errcode}：${known.meaning}。${known.advice}`
        : `企业微信返回错误 ${errcode}，请查看日志。`,
    })
    this.name = 'WecomError'
    this.errcode = errcode
    this.errmsg = errmsg
    this.disposition = disposition
  }
}

const KINDS: Readonly<Record<Disposition, ErrorKind>> = {
  ok: 'defect',
  retry: 'unavailable',
  'rate-limited': 'unavailable',
  token: 'config',
  permanent: 'upstream',
  admin: 'config',
}

/** WeCom could not be reached, or its answer could not be understood. */
export class WecomUnreachable extends AppError {
  readonly effect: Effect
  readonly reason: string

  constructor(path: string, reason: string, effect: Effect) {
    super('unavailable', `WeCom ${path} unreachable: ${reason}`, {
      publicMessage: '暂时连接不上企业微信，请稍后再试。',
    })
    this.name = 'WecomUnreachable'
    this.effect = effect
    this.reason = reason
  }
}

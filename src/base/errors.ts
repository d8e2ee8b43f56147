/**
 * What went wrong, sorted by what the reader of it can do: `config` and `input` they can mend, `forbidden` and `not-found`
 * they must accept, `conflict` and `unavailable` may pass, `upstream` is another system's, `defect` is ours.
 */
export type ErrorKind =
  | 'config'
  | 'input'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'upstream'
  | 'unavailable'
  | 'defect'

interface AppErrorOptions {
  /** A Chinese sentence that may be shown to the person concerned: what is wrong, where, what to do. */
  publicMessage?: string
  cause?: unknown
}

/** An error that was sorted where it arose. `message` is for the log, `publicMessage` for people. */
export class AppError extends Error {
  readonly kind: ErrorKind
  readonly publicMessage: string | undefined

  constructor(kind: ErrorKind, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.kind = kind
    this.publicMessage = options.publicMessage
  }
}

/** Turns whatever was thrown into an `AppError`; what was not sorted before counts as our defect. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown

  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new AppError('defect', message, { cause: thrown })
}

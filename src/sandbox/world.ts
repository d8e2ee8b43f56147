import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Codes } from './codes.ts'
import type { Event } from './contract.ts'
import type { Conversations } from './conversations.ts'
import type { SandboxDirectory } from './directory.ts'
import type { Exchanges } from './exchanges.ts'
import type { Faults } from './faults.ts'
import type { MediaShelf } from './media-shelf.ts'
import type { SandboxCredentials } from './secrets.ts'

/** Everything the parts of the emulator share. */
export interface World {
  clock: Clock
  log: Log
  credentials: SandboxCredentials
  directory: SandboxDirectory
  conversations: Conversations
  exchanges: Exchanges
  codes: Codes
  faults: Faults
  media: MediaShelf
  /** Tells the page and tests what happened. */
  emit(event: Event): void
}

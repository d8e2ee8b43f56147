import type { Clock } from '../base/clock.ts'
import type { Exchange } from './contract.ts'

const KEPT = 2_000
/** Values that open doors; in the record they show their first characters only. */
const SECRET_PARAMETERS = /([?&](?:access_token|corpsecret|response_code|code)=)([^&]{4})[^&]*/g
const SECRET_FIELDS = /("(?:access_token|corpsecret|response_code)"\s*:\s*")([^"]{4})[^"]*"/g
const SECRET_ELEMENTS = /(<ResponseCode><!\[CDATA\[)(.{4})[^\]]*/g

export interface Exchanges {
  record(exchange: Omit<Exchange, 'id' | 'at' | 'curl'>): Exchange
  list(filter?: { member?: string }): Exchange[]
  clear(): void
}

/** Everything that went over the wire between the emulator and the bot, newest last, without secrets. */
export function createExchanges({ clock }: { clock: Clock }): Exchanges {
  let kept: Exchange[] = []
  let lastId = 0
  return {
    record: (exchange) => {
      lastId += 1
      const masked = {
        ...exchange,
        url: mask(exchange.url),
        requestText: mask(exchange.requestText),
        replyText: mask(exchange.replyText),
      }
      const body = exchange.direction === 'api' ? mask(exchange.requestBody) : exchange.requestBody
      const full = {
        ...masked,
        requestBody: body,
        id: lastId,
        at: clock.now().toISOString(),
        curl: curlOf({ ...masked, requestBody: body }),
      }
      kept = [...kept.slice(-KEPT + 1), full]
      return full
    },
    list: ({ member } = {}) => (member ? kept.filter((exchange) => exchange.member === member) : kept),
    clear: () => {
      kept = []
    },
  }
}

/** A text without the secrets that may stand in it. */
export function mask(text: string): string {
  return text.replace(SECRET_PARAMETERS, '$1$2…').replace(SECRET_FIELDS, '$1$2…"').replace(SECRET_ELEMENTS, '$1$2…')
}

function curlOf({ method, url, requestBody }: { method: string; url: string; requestBody: string }): string {
  const data = requestBody === '' ? '' : ` --data-raw ${quote(requestBody)}`
  return `curl -X ${method} ${quote(url)}${data}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

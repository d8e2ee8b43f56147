/** A term as one number, so that indexing makes no strings: two words seldom share one (about once in 10⁵ words). */
export type TermKey = number

/** The pair of characters that begins at `at`. */
export function pairKey(text: string, at: number): TermKey {
  return ((text.charCodeAt(at) << 16) | text.charCodeAt(at + 1)) >>> 0
}

/** A stretch of text by FNV-1a. */
export function wordKey(text: string, start: number, end: number): TermKey {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** Terms numbered 0, 1, 2 …, as plain arrays that can travel between threads: open addressing, numbers plus one, 0 for a free slot. */
export interface Terms {
  keys: Uint32Array
  numbers: Uint32Array
}

/** The term's number; -1 when there is none. */
export function numberOf({ keys, numbers }: Terms, key: TermKey): number {
  return (numbers[slotOf(keys, numbers, key)] ?? 0) - 1
}

function slotOf(keys: Uint32Array, numbers: Uint32Array, key: TermKey): number {
  const mask = keys.length - 1
  const mixed = Math.imul(key, 0x9e3779b1)
  let slot = (mixed ^ (mixed >>> 15)) & mask
  while ((numbers[slot] ?? 0) > 0 && keys[slot] !== key) slot = (slot + 1) & mask
  return slot
}

/** Numbers terms in the order they are first met. */
export class TermCounter {
  #keys = new Uint32Array(1 << 12)
  #numbers = new Uint32Array(1 << 12)
  #size = 0

  get size(): number {
    return this.#size
  }

  get terms(): Terms {
    return { keys: this.#keys, numbers: this.#numbers }
  }

  /** The term's number; a new one is given the next. */
  add(key: TermKey): number {
    const slot = slotOf(this.#keys, this.#numbers, key)
    const known = this.#numbers[slot] ?? 0
    if (known > 0) return known - 1

    this.#keys[slot] = key
    this.#numbers[slot] = ++this.#size
    if (this.#size * 2 > this.#keys.length) this.#grow()
    return this.#size - 1
  }

  #grow(): void {
    const [keys, numbers] = [this.#keys, this.#numbers]
    this.#keys = new Uint32Array(keys.length * 4)
    this.#numbers = new Uint32Array(keys.length * 4)
    for (let at = 0; at < keys.length; at++) {
      const number = numbers[at] ?? 0
      if (number === 0) continue
      const slot = slotOf(this.#keys, this.#numbers, keys[at] ?? 0)
      this.#keys[slot] = keys[at] ?? 0
      this.#numbers[slot] = number
    }
  }
}

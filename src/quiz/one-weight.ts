import fontkit from '@pdf-lib/fontkit'

/** What of fontkit is used here beyond its published types. */
interface Variable {
  getVariation(axes: { wght: number }): Instance
}
interface Instance {
  createSubset(): { glyphEncoder: { encodeSimple(path: Outline): Uint8Array } }
}
/** fontkit carries a Buffer class of its own and takes no other. */
interface OwnBuffer {
  from(bytes: Uint8Array): Uint8Array
}
interface Outline {
  commands: readonly { command: string; args: readonly number[] }[]
  bbox: { minX: number; minY: number; maxX: number; maxY: number }
}

/**
 * fontkit for pdf-lib, with a variable font in one weight instead of its thinnest. The subset's own glyph encoder forgets the
 * last repeat count of the flags and cuts off fractions, which a variation has everywhere; ours writes plain whole numbers.
 */
export function ofOneWeight(wght: number): typeof fontkit {
  return {
    create: (bytes, name) => {
      const instance = (fontkit.create(bytes, name) as unknown as Variable).getVariation({ wght })
      const createSubset = instance.createSubset.bind(instance)
      instance.createSubset = () => {
        const subset = createSubset()
        const own = subset.glyphEncoder.encodeSimple(NOTHING).constructor as unknown as OwnBuffer
        return Object.assign(subset, { glyphEncoder: { encodeSimple: (path: Outline) => own.from(encodeGlyph(path)) } })
      }
      return instance as unknown as ReturnType<typeof fontkit.create>
    },
  }
}

const NOTHING: Outline = { commands: [], bbox: { minX: 0, minY: 0, maxX: 0, maxY: 0 } }
const ON_CURVE = 1

interface Point {
  x: number
  y: number
  flag: number
}

/** A simple glyph of a `glyf` table (OpenType specification): one flag byte per point, coordinates as 16-bit differences. */
function encodeGlyph({ commands, bbox }: Outline): Uint8Array {
  const points: Point[] = []
  const ends: number[] = []
  for (const { command, args } of commands) {
    if (command === 'closePath') ends.push(points.length - 1)
    for (let at = 0; at + 1 < args.length; at += 2) {
      const isControl = command === 'quadraticCurveTo' && at === 0
      points.push({ x: Math.round(args[at] ?? 0), y: Math.round(args[at + 1] ?? 0), flag: isControl ? 0 : ON_CURVE })
    }
  }
  if (points.length > 0 && ends.at(-1) !== points.length - 1) ends.push(points.length - 1)

  const size = 10 + 2 * ends.length + 2 + points.length * 5
  const buffer = Buffer.alloc(size + ((4 - (size % 4)) % 4))
  let at = 0
  const word = (value: number) => {
    at = buffer.writeInt16BE(value, at)
  }
  for (const value of [
    ends.length,
    Math.floor(bbox.minX),
    Math.floor(bbox.minY),
    Math.ceil(bbox.maxX),
    Math.ceil(bbox.maxY),
  ])
    word(value)
  for (const end of ends) word(end)
  word(0)
  for (const { flag } of points) at = buffer.writeUInt8(flag, at)
  points.forEach(({ x }, index) => {
    word(x - (points[index - 1]?.x ?? 0))
  })
  points.forEach(({ y }, index) => {
    word(y - (points[index - 1]?.y ?? 0))
  })
  return buffer
}

import { buffer } from 'node:stream/consumers'
import { fromBufferPromise } from 'yauzl'
import { ZipFile } from 'yazl'

/** A moment as Office writes it into the properties of a document. */
const MOMENT = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g
const PROPERTIES = 'docProps/core.xml'

/** An Office file in which every time is `at`: its own properties and those of its parts. */
export async function repacked(bytes: Buffer, at: Date): Promise<Uint8Array> {
  const archive = await fromBufferPromise(bytes, { lazyEntries: true })
  const zip = new ZipFile()
  for await (const entry of archive.eachEntry()) {
    const part = await buffer(await archive.openReadStreamPromise(entry))
    const stamped =
      entry.fileName === PROPERTIES ? Buffer.from(part.toString('utf8').replace(MOMENT, at.toISOString())) : part
    zip.addBuffer(stamped, entry.fileName, { mtime: at })
  }
  zip.end()
  return new Uint8Array(await buffer(zip.outputStream))
}

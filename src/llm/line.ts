/** How the packages of model providers call out. */
type Fetch = typeof globalThis.fetch

/**
 * A fetch that trusts the endpoint with no more than was configured: it follows no redirect, since what is sent holds clauses and
 * questions meant for that address only, and it reads no more than `bytes`, so that an answer without end costs neither memory nor
 * the whole time there is. Both end as a failed request.
 */
export function createLine(bytes: number): Fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'error' })
    if (!response.body) return response
    return new Response(response.body.pipeThrough(limited(bytes)), response)
  }
}

function limited(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  let left = bytes
  return new TransformStream({
    transform(chunk, controller) {
      left -= chunk.byteLength
      if (left < 0) controller.error(new Error(`the answer is longer than ${bytes} bytes`))
      else controller.enqueue(chunk)
    },
  })
}

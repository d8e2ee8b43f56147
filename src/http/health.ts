import type Router from '@koa/router'

/** One thing that must work before this instance may get traffic. */
export interface ReadinessCheck {
  name: 'database' | 'index' | 'queue'
  /** Resolves with details for the operator, throws when not ready. */
  check(): Promise<Record<string, unknown>>
}

/** `/healthz`: the process answers. `/readyz`: database, index and queue work; 503 names what does not. */
export function mountHealth(router: Router, checks: readonly ReadinessCheck[]): void {
  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'ok' }
  })

  router.get('/readyz', async (ctx) => {
    const results = await Promise.all(checks.map(run))
    const ready = results.every((result) => result.ok)
    ctx.status = ready ? 200 : 503
    ctx.body = {
      status: ready ? 'ready' : 'not ready',
      checks: Object.fromEntries(results.map(({ name, ...rest }) => [name, rest])),
    }
  })
}

async function run({ name, check }: ReadinessCheck): Promise<{ name: string; ok: boolean }> {
  try {
    return { name, ok: true, ...(await check()) }
  } catch {
    return { name, ok: false }
  }
}

#!/usr/bin/env node
// The one entry of `npm start` and `npm run hegui`. Plain JavaScript that any Node can read, so that an old one is answered
// with a sentence instead of a syntax error.
import { fileURLToPath } from 'node:url'

const NEEDED = [22, 18]

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    `合规小助手需要 Node ${NEEDED.join('.')} 以上，当前是 ${process.versions.node}。请在项目目录执行 npm ci，然后用 npm start 或 npm run hegui 启动（会自动使用随项目安装的 Node 24）。\n`,
  )
  process.exit(1)
}

// Compiled code is kept inside the project, where only who may change the code itself can write; without that right nothing is kept.
const { enableCompileCache } = await import('node:module')
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/hegui', import.meta.url)))

const { prepare } = await import('../prisma/prepare.mjs')
const { build } = await import('./web/build.mjs')
try {
  await prepare()
  if (process.argv[2] === 'start') await build()
} catch (error) {
  process.stderr.write(`准备失败：${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))

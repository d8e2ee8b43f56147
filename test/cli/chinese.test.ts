import { afterEach, expect, test, vi } from 'vitest'
import { runCli } from '../../src/cli/cli.ts'
import type { Services } from '../../src/cli/services.ts'

afterEach(() => void vi.restoreAllMocks())

async function said(...args: string[]): Promise<{ code: number; text: string }> {
  let text = ''
  for (const stream of ['stdout', 'stderr'] as const)
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      text += String(chunk)
      return true
    })
  const code = await runCli(args, { measurements: [] } as unknown as Services)
  return { code, text }
}

test.each([
  [['foo'], '没有“foo”这个命令。'],
  [['ask', '--jsno'], '没有 --jsno 这个选项。\n是不是要写 --json？'],
  [['documents', 'show'], '缺少参数 <document>。'],
  [['documents', 'show', '甲', '乙'], '参数过多：应为 1 个，收到 2 个。'],
  [['obligations', 'report', '自查'], '缺少必需的选项 --out <file>。'],
  [['ask', '问', '--after'], '选项 --after <question> 后面没有写内容。'],
])('a wrong command line is explained in Chinese: %j', async (args, words) => {
  const { code, text } = await said(...args)
  expect(text).toContain(words)
  expect(text).toContain('加 --help 查看用法')
  expect(text).not.toMatch(/error|Did you mean/u)
  expect(code).toBe(2)
})

test.each([[['--help']], [['documents', '--help']], [['chat', '--help']], [['help', 'bench']]])(
  'help has no English headings: %j',
  async (args) => {
    const { code, text } = await said(...args)
    expect(text).toMatch(/^用法：hegui[\s\S]*选项：[\s\S]*显示用法/u)
    expect(text).not.toMatch(/Usage|Options|Commands|display help|default:/u)
    expect(code).toBe(0)
  },
)

import type { Command } from 'commander'

/** What commander says of itself, in the language of those who read it. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/^Usage: /gmu, '用法：'],
  [/^Arguments:$/gmu, '参数：'],
  [/^Options:$/gmu, '选项：'],
  [/^Commands:$/gmu, '命令：'],
  [/\(default: ("[^"]*"|[^)]*)\)/gu, '（默认 $1）'],
  [/^error: unknown command '(.*?)'$/gmu, '没有“$1”这个命令。'],
  [/^error: unknown option '(.*?)'$/gmu, '没有 $1 这个选项。'],
  [/^error: missing required argument '(.*?)'$/gmu, '缺少参数 <$1>。'],
  [/^error: option '(.*?)' argument missing$/gmu, '选项 $1 后面没有写内容。'],
  [/^error: required option '(.*?)' not specified$/gmu, '缺少必需的选项 $1。'],
  [/^error: option '(.*?)' cannot be used with option '(.*?)'$/gmu, '选项 $1 和 $2 不能同时使用。'],
  [
    /^error: too many arguments(?: for '.*?')?\. Expected (\d+) arguments? but got (\d+).*$/gmu,
    '参数过多：应为 $1 个，收到 $2 个。',
  ],
  [/^\(Did you mean (?:one of )?(.*?)\?\)$/gmu, '是不是要写 $1？'],
  [/^error: /gmu, '命令有误：'],
]

/** Messages and headings of help as they are shown. */
export function inChinese(text: string): string {
  return PHRASES.reduce((shown, [pattern, words]) => shown.replace(pattern, words), text)
}

/** Lets a command and those added below it afterwards speak Chinese. */
export function speakChinese(program: Command): Command {
  return program
    .helpOption('-h, --help', '显示用法')
    .helpCommand('help [command]', '显示某个命令的用法')
    .configureOutput({
      writeOut: (text) => void process.stdout.write(inChinese(text)),
      writeErr: (text) => void process.stderr.write(inChinese(text)),
    })
}

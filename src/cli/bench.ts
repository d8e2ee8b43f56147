import type { Command } from 'commander'
import { AppError } from '../base/errors.ts'
import type { Figure, Services } from './services.ts'

interface BenchOptions {
  only?: string
  postgres?: string
}

/** `hegui bench`: speed and memory on this machine, one line of JSON per figure. */
export function addBench(program: Command, services: Services): void {
  program
    .command('bench')
    .description('测量速度和内存，每行输出一个 JSON 数字')
    .option('--only <names>', `只测其中几组，用逗号分隔：${services.measurements.map(({ name }) => name).join(', ')}`)
    .option('--postgres <url>', '同时在这个 PostgreSQL 数据库上测量（在临时的 schema 里，测完即删）')
    .action(async (options: BenchOptions) => {
      const wanted = options.only?.split(',').map((name) => name.trim())
      const unknown = wanted?.find((name) => !services.measurements.some((measurement) => measurement.name === name))
      if (unknown)
        throw new AppError('input', `no measurement ${unknown}`, { publicMessage: `没有名为 ${unknown} 的测量项。` })

      for (const { name, run } of services.measurements) {
        if (wanted && !wanted.includes(name)) continue
        process.stderr.write(`正在测量 ${name} ……\n`)
        for await (const figure of run({ postgresUrl: options.postgres })) print(figure)
      }
    })
}

function print(figure: Figure): void {
  process.stdout.write(`${JSON.stringify({ ...figure, value: Math.round(figure.value * 100) / 100 })}\n`)
}

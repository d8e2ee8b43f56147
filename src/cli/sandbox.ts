import type { Command } from 'commander'
import type { Services } from './services.ts'

interface SandboxOptions {
  callback: string
  port: string
}

/** `hegui sandbox`: the WeCom emulator alone, for a bot that runs elsewhere. */
export function addSandbox(program: Command, services: Services): void {
  program
    .command('sandbox')
    .description('单独启动企业微信模拟器，指向任意一个机器人的回调地址')
    .requiredOption('--callback <url>', '机器人的回调地址，例如 http://127.0.0.1:8080/wecom/callback')
    .option('--port <port>', '模拟器的端口', '8090')
    .action((options: SandboxOptions) =>
      services.serveSandbox({ callbackUrl: options.callback, port: Number(options.port) }),
    )
}

import type { TestApp } from './app.ts'

/** A member asks and wants a person to answer. */
export async function wantsPerson({ ask }: Pick<TestApp, 'ask'>, member: string, question: string): Promise<void> {
  await ask(member, question)
  await ask(member, '转人工')
}

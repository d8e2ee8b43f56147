import { createGate, type Draft } from './claims.ts'
import { speaksToTheModel } from './gate/instructions.ts'
import type { Citation, Knowledge, ModelCost, Question, Reply } from './knowledge.ts'
import { fromClaims, remarksFor } from './phrased.ts'
import { acceptRewrite } from './rewrite.ts'

interface Call {
  signal: AbortSignal
  /** Told after each call what it spent. */
  onTokens(spent: { inputTokens: number; outputTokens: number }): void
}

/** What a model does for an answer. Both throw when it is down, late, resting or talks nonsense. */
export interface Writer {
  draft(
    input: {
      question: string
      date: string
      clauses: readonly { id: string; where: string; text: string }[]
      onPartial?: (draft: unknown) => void
    } & Call,
  ): Promise<Draft>
  /** A follow-up as a question that needs no other. */
  rewrite(input: { question: string; previous: string } & Call): Promise<string>
}

export interface ComposerDeps {
  knowledge: Knowledge
  writer: Writer
  /** Milliseconds for all calls together, after which the extractive answer goes out instead. */
  budgetMs: number
  budget: {
    check(asker: string | undefined): Promise<'free' | 'member-spent' | 'day-spent'>
    spend(
      asker: string | undefined,
      spent: { calls: number; inputTokens: number; outputTokens: number },
    ): Promise<ModelCost>
  }
  /** The civil day of an instant, YYYY-MM-DD. */
  dayOf(instant: Date): string
  /** Told why what the model wrote was not used, for the log. */
  onRejected(reason: string): void
}

type Answer = Reply & { kind: 'answer' }

const CANDIDATES = 8
/** A rewriting that takes longer than this share of the time leaves too little for the answer. */
const REWRITE_SHARE = 0.4

const NOTES = {
  unavailable: '（大模型暂不可用，以下为文件原文摘录）\n',
  unproven: '（大模型的归纳未通过核对，以下为文件原文摘录）\n',
  'member-spent': '（您今天的大模型额度已用完，以下为文件原文摘录）\n',
  'day-spent': '（今天的大模型额度已用完，以下为文件原文摘录）\n',
} as const

/**
 * Puts a model behind the same door: what the documents do not answer stays refused, what they do is phrased by the model, and
 * only statements that pass the verbatim gate are shown. Whatever goes wrong, the extractive answer goes out in time.
 */
export function withComposer(deps: ComposerDeps): Knowledge {
  return { ...deps.knowledge, ask: (question) => ask(question, deps) }
}

async function ask(question: Question, deps: ComposerDeps): Promise<Reply> {
  const direct = await deps.knowledge.ask(question)
  if (direct.kind === 'smalltalk') return direct
  const allowance = await deps.budget.check(question.asker?.id)
  if (allowance !== 'free') return noted(direct, NOTES[allowance])

  const spent = { calls: 0, inputTokens: 0, outputTokens: 0 }
  const reply = await withModel(question, direct, {
    ...deps,
    deadline: AbortSignal.timeout(deps.budgetMs),
    onTokens: ({ inputTokens, outputTokens }) => {
      spent.calls += 1
      spent.inputTokens += inputTokens
      spent.outputTokens += outputTokens
    },
  })
  return spent.calls === 0 ? reply : { ...reply, cost: await deps.budget.spend(question.asker?.id, spent) }
}

interface Session extends ComposerDeps {
  deadline: AbortSignal
  onTokens: Call['onTokens']
}

type Substantial = Exclude<Reply, { kind: 'smalltalk' }>

async function withModel(question: Question, direct: Substantial, session: Session): Promise<Substantial> {
  const reply = (await understood(question, direct, session)) ?? direct
  // Contradicting clauses stand side by side in their own words: put into one sentence they would read as one rule.
  if (reply.kind !== 'answer' || reply.framing?.sideBySide) return reply
  return composed(question, reply, session)
}

/** What the documents say to a follow-up in the model's wording, where that is faithful and leads to an answer. */
async function understood(question: Question, direct: Substantial, session: Session): Promise<Substantial | undefined> {
  const { previous, ...rest } = question
  const leans = direct.standalone !== question.text || (direct.kind === 'no-answer' && direct.reason !== 'out-of-scope')
  if (!previous || !leans) return undefined
  try {
    const signal = AbortSignal.any([session.deadline, AbortSignal.timeout(session.budgetMs * REWRITE_SHARE)])
    const { onTokens } = session
    const written = await session.writer.rewrite({ question: question.text, previous: previous.text, signal, onTokens })
    const standalone = acceptRewrite(written, { text: question.text, previous: previous.text })
    if (standalone === undefined) session.onRejected('the rewritten question adds or loses something')
    const reply = standalone === undefined ? undefined : await session.knowledge.ask({ ...rest, text: standalone })
    return reply?.kind === 'answer' ? reply : undefined
  } catch (error) {
    session.onRejected(reasonOf(error))
    return undefined
  }
}

async function composed(question: Question, reply: Answer, session: Session): Promise<Answer> {
  const candidates = candidatesFor(question, reply, session.knowledge)
  const gate = createGate(candidates, {
    lead: reply.framing?.lead ?? [],
    onStatement: question.onStatement,
    onRejected: session.onRejected,
  })
  try {
    const draft = await session.writer.draft({
      question: reply.standalone,
      date: session.dayOf(question.at),
      clauses: candidates.map(({ clauseId, document, label, text }) => ({
        id: clauseId,
        where: `《${document}》${label}`,
        text,
      })),
      signal: session.deadline,
      onTokens: session.onTokens,
      ...(question.onStatement ? { onPartial: gate.admitFinished } : {}),
    })
    const claims = draft.insufficient ? [] : gate.admit(draft.claims)
    if (claims.length === 0) return noted(reply, NOTES.unproven)
    const day = session.dayOf(question.at)
    return fromClaims(reply, claims, {
      candidates,
      remarksFor: (citation) => remarksFor(citation, reply, { ...session, day }),
    })
  } catch (error) {
    session.onRejected(reasonOf(error))
    return noted(reply, NOTES.unavailable)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the model failed'
}

/** Says which way an answer was made; refusals are the same either way. */
function noted<R extends Substantial>(reply: R, note: string): R {
  return reply.kind === 'answer' ? { ...reply, text: note + reply.text } : reply
}

/**
 * The clauses of the extractive answer and the next nearest ones the asker may see, without those that talk to models and those
 * of other versions of a document that answers; nothing else can be cited.
 */
function candidatesFor({ at, asker }: Question, reply: Answer, knowledge: Knowledge): Citation[] {
  const found = [
    ...reply.citations,
    ...knowledge.search(reply.standalone, CANDIDATES, { at, ...(asker ? { asker } : {}) }),
  ]
  const heldAt = ({ clauseId }: Citation) => {
    const document = knowledge.clauseById(clauseId)?.document
    return { title: document?.title, when: `${document?.inForceFrom}-${document?.inForceTo}` }
  }
  const answering = reply.citations.map(heldAt)
  const isOther = (citation: Citation) => {
    const same = answering.filter(({ title }) => title === heldAt(citation).title)
    return same.length > 0 && !same.some(({ when }) => when === heldAt(citation).when)
  }
  const honest = found.filter((citation) => !speaksToTheModel(citation.text) && !isOther(citation))
  return [...new Map(honest.map((citation) => [citation.clauseId, citation])).values()].slice(0, CANDIDATES)
}

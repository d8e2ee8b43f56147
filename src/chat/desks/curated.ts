import { sameQuestion } from '../../base/likeness.ts'
import type { Curated, CuratedRows, NewAnswer } from '../../knowledge/knowledge.ts'
import type { Member } from '../../members/members.ts'
import { ANSWERED, type Publish, type Ticket, type Tickets, type TicketTx } from '../../tickets/tickets.ts'

/** What the office's acts change together. */
type CuratedTx = TicketTx & { curated: CuratedRows }

/** What it takes to work on curated answers (标准问答) in the chat. */
export interface CuratedDeps {
  tickets: Tickets<CuratedTx>
  curated: Curated
  /** The clauses that were shown for a question when it was asked, by their labels, best first. */
  clausesShownFor(questionId: string): Promise<string[]>
}

/** So surely the same another wording must ask to count as one. */
const PHRASING = 0.8

/** As the officer asks for it; what is undefined is taken from the ticket. */
interface Wish {
  number: number
  clause: string | undefined
  question: string | undefined
}

/** Makes a curated answer of what the office has answered (转标准问答). */
export async function curate(
  { number, clause, question }: Wish,
  { member, key }: { member: Member; key: string },
  { tickets, curated, clausesShownFor }: CuratedDeps,
): Promise<string> {
  const seen = await tickets.find(number)
  const shown = clause ? [clause] : (await clausesShownFor(seen?.asks[0]?.questionId ?? '')).slice(0, 1)
  const fits = seen !== undefined && ANSWERED.includes(seen.state) && seen.state !== 'curated'
  if (fits && shown.length === 0) return `请注明依据的条款，例如：转标准问答 ${number} 依据 二（二）6`
  if (fits && question === undefined && leansOnAnother(seen))
    return `这个问题是接着前一个问题问的，请写明标准问题，例如：转标准问答 ${number} 依据 ${shown[0]} 问 ${seen.asks[0]?.text ?? ''}`

  const by = member.userid
  const publish: Publish<CuratedTx> = async (ticket, tx) => {
    const written = await curated.put({ ...answerOf(ticket, question), clauses: shown, by }, tx.curated)
    const warning = written.warning ? [`注意：${written.warning}`] : []
    const replaced = written.replaced ? ['同一个问题原来的标准问答已被替换。'] : []
    return { number: written.number, remarks: [`依据：${shown.join('、')}`, ...replaced, ...warning] }
  }
  return (await tickets.curate(number, { by, publish }, key)).text
}

/** The question before, with the one that was asked behind it: nobody asks both in one again. */
function leansOnAnother({ text, asks: [first] }: Ticket): boolean {
  return first !== undefined && text !== first.text && text.endsWith(first.text)
}

function answerOf(
  { text, answer = '', asks }: Ticket,
  question = text,
): Pick<NewAnswer, 'question' | 'similar' | 'answer'> {
  // A follow-up ("那没有的呢？") says too little to be a phrasing of its own.
  const others = asks
    .map(({ text }) => text)
    .filter((text) => text !== question && sameQuestion(text, question) >= PHRASING)
  return { question, similar: [...new Set(others)], answer }
}

export async function curatedList(curated: Curated): Promise<string> {
  const answers = (await curated.all()).filter(({ state }) => state !== 'retired')
  if (answers.length === 0) return '还没有标准问答。答复问题后发送“转标准问答 编号”即可发布。'
  const lines = answers
    .slice(0, 20)
    .map(({ number, state, question }) => `${number}｜${STATES[state]}｜${question.slice(0, 40)}`)
  const more = answers.length > lines.length ? [`……共 ${answers.length} 条，以上是前 ${lines.length} 条`] : []
  return [
    `标准问答 ${answers.length} 条：`,
    ...lines,
    ...more,
    '查看标准问答 编号｜暂停标准问答 编号｜恢复标准问答 编号',
  ].join('\n')
}

const STATES = { active: '使用中', suspended: '已暂停', retired: '已停用' } as const

/** One answer with everything that decides when it is given. */
export async function showCurated(number: number, curated: Curated): Promise<string> {
  const found = await curated.get(number)
  if (!found) return `没有编号为 ${number} 的标准问答。发送“标准问答”查看全部。`
  const { state, reason, question, similar, negative, answer } = found
  const basis = curated.clausesOf(found)
  return [
    `标准问答 ${number}（${STATES[state]}${state !== 'active' && reason ? `：${reason}` : ''}）`,
    `问：${question}`,
    ...(similar.length > 0 ? [`相似问法：${similar.join('；')}`] : []),
    ...(negative.length > 0 ? [`不适用的问法：${negative.join('；')}`] : []),
    `答：${answer}`,
    `依据：${basis.length > 0 ? basis.join('、') : '条款已不存在'}`,
  ].join('\n')
}

/** 暂停 and 恢复. */
export function setState(
  { number, to }: { number: number; to: 'suspended' | 'active' },
  key: string,
  { tickets, curated }: CuratedDeps,
): Promise<string> {
  return tickets.once(key, async (tx) => {
    if (to === 'active') await curated.resume(number, tx.curated)
    else await curated.suspend(number, '合规管理办公室暂停', tx.curated)
    return to === 'active' ? `标准问答 ${number} 已恢复，按现行条款绑定。` : `标准问答 ${number} 已暂停，不再用于回答。`
  })
}

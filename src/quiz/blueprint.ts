import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../base/errors.ts'

const Difficulty = z.enum(['easy', 'medium', 'hard'])
const instant = z.iso.datetime({ offset: true })

const PartShape = z.strictObject({
  /** Questions; for cases the number of stories. */
  count: z.int().min(1).max(100),
  /** Left out: every type but cases. */
  type: z.enum(['single', 'multiple', 'judgement', 'blank', 'case']).optional(),
  /** Left out: spread over the difficulties as the bank holds them, the same way in every paper. */
  difficulty: Difficulty.optional(),
  topic: z.string().min(1).optional(),
})

/** How papers of one kind are made and judged. Percentages are whole numbers, times of day ISO 8601. */
export const BlueprintShape = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  title: z.string().min(1).max(40),
  /** What a passed attempt stands for. */
  purpose: z.enum(['onboarding', 'appointment', 'training']),
  audience: z.enum(['manager', 'key-post', 'new-hire']),
  parts: z.array(PartShape).min(1),
  questionsPerCase: z.int().min(1).max(10).default(3),
  passPercent: z.int().min(1).max(100),
  minutes: z
    .int()
    .min(1)
    .max(24 * 60),
  /** How often a member may sit it, and how long they wait after an attempt that failed. */
  attempts: z.int().min(1).max(100),
  coolDownHours: z.number().min(0).default(0),
  /** Which of several attempts counts. */
  keep: z.enum(['best', 'last', 'first']).default('best'),
  /** What a 多选 answer is worth that names some of the right options and no wrong one. */
  partialCredit: z.enum(['none', 'half', 'proportional']).default('half'),
  shuffle: z.boolean().default(true),
  opensAt: instant.optional(),
  closesAt: instant.optional(),
  /** Days an automatic assignment stays open. */
  daysToTake: z.int().min(1).max(365).default(14),
  /** Whether members may start without an assignment. */
  selfStart: z.boolean().default(false),
  /** Assigned to every member the directory newly tells of. */
  onJoining: z.boolean().default(false),
  certificate: z.boolean().default(true),
  /** Whether whoever passes is asked to sign the 合规承诺书. */
  pledge: z.boolean().default(false),
})

/** A kind of paper (试卷): what is drawn, how long it takes, what passes. */
export type Blueprint = z.output<typeof BlueprintShape>
export type Part = Blueprint['parts'][number]

/**
 * Reads `papers.yaml`, a list of blueprints.
 *
 * @throws AppError `config` naming the entry and the field that is wrong
 */
export function parseBlueprints(yaml: string, file: string): Blueprint[] {
  const list = z.array(z.unknown()).safeParse(parse(yaml))
  if (!list.success) throw invalid(file, 'must be a list of papers')
  const blueprints = list.data.map((entry, index) => parseBlueprint(entry, `${file}, entry ${index + 1}`))
  const ids = blueprints.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice) throw invalid(file, `has the id ${twice} twice`)
  return blueprints
}

/** @throws AppError `config`; `where` says which entry it was */
export function parseBlueprint(entry: unknown, where: string): Blueprint {
  const parsed = BlueprintShape.safeParse(entry)
  if (parsed.success) return parsed.data

  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'entry'}: ${message}`)
  throw invalid(where, problems.join('; '))
}

/** How many questions a paper of this kind has. */
export function questionCount({ parts, questionsPerCase }: Blueprint): number {
  return parts.reduce((sum, { type, count }) => sum + (type === 'case' ? count * questionsPerCase : count), 0)
}

function invalid(where: string, problem: string): AppError {
  return new AppError('config', `${where} ${problem}`, { publicMessage: `试卷设置有误：${where}，${problem}。` })
}

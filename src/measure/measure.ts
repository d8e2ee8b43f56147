import type { Measurement } from '../cli/services.ts'
import { measureAck } from './ack.ts'
import { measureAnswer, measureMemory } from './answer.ts'
import { measureIngest } from './ingest.ts'
import { measureQuiz } from './quiz.ts'
import { measureReminders } from './reminders.ts'
import { measureSearch } from './search.ts'
import { measureStart } from './start.ts'

/** What `hegui bench` can measure; each against the real thing, in processes of its own where that matters. */
export const measurements: readonly Measurement[] = [
  { name: 'start', run: measureStart },
  { name: 'ack', run: measureAck },
  { name: 'answer', run: measureAnswer },
  { name: 'search', run: measureSearch },
  { name: 'ingest', run: measureIngest },
  { name: 'reminders', run: measureReminders },
  { name: 'quiz', run: measureQuiz },
  { name: 'memory', run: measureMemory },
]

import type { Context } from './context.ts'
import type { PlannableRow } from './ledger.ts'
import type { StepRow } from './reminders.ts'

/*
 * What a sweep reads and writes by the ten thousand travels as one JSON value, which is several times quicker than a value for each
 * column of each row.
 */

/** Everything open, dated and not history, in the order of enterprises and numbers. */
export async function readPlannable({ client, dialect }: Pick<Context, 'client' | 'dialect'>): Promise<PlannableRow[]> {
  const [answer] =
    dialect === 'sqlite'
      ? await client.$queryRaw<{ rows: string | null }[]>`
        SELECT json_group_array(json_array("id", "obligationId", "enterpriseId", "number", "due", json("owners"), "deputy", "state",
          "remindFrom", "waitingSince", "level", "snoozedTo")) AS "rows"
        FROM (SELECT * FROM "occurrences" WHERE "state" IN ('open', 'doing', 'returned') AND "remindFrom" IS NOT NULL
          AND "due" IS NOT NULL ORDER BY "enterpriseId", "number")`
      : await client.$queryRaw<{ rows: string | null }[]>`
        SELECT json_agg(json_build_array("id", "obligationId", "enterpriseId", "number", "due", "owners", "deputy", "state",
          "remindFrom", "waitingSince", "level", "snoozedTo") ORDER BY "enterpriseId", "number")::text AS "rows"
        FROM "occurrences" WHERE "state" IN ('open', 'doing', 'returned') AND "remindFrom" IS NOT NULL AND "due" IS NOT NULL`
  return (JSON.parse(answer?.rows ?? '[]') as Plain[]).map(toPlannable)
}

type Plain = [string, string, string, number, string, string[], string?, string?, string?, string?, number?, string?]

function toPlannable(row: Plain): PlannableRow {
  const [
    id,
    obligationId,
    enterpriseId,
    number,
    due,
    owners,
    deputy,
    state,
    remindFrom,
    waitingSince,
    level,
    snoozedTo,
  ] = row
  const occurrence: PlannableRow = {
    ...{
      id,
      obligationId,
      enterpriseId,
      number,
      due,
      owners,
      level: level ?? 0,
      state: state as PlannableRow['state'],
    },
  }
  if (remindFrom) occurrence.remindFrom = remindFrom
  if (deputy) occurrence.deputy = deputy
  if (waitingSince) occurrence.waitingSince = waitingSince
  if (snoozedTo) occurrence.snoozedTo = snoozedTo
  return occurrence
}

const STEPS_PER_STATEMENT = 5_000

/** Writes steps down; one that is there already passes to the new reminder, because the former was cancelled. */
export async function writeSteps(
  steps: readonly StepRow[],
  { client, dialect }: Pick<Context, 'client' | 'dialect'>,
): Promise<void> {
  for (let at = 0; at < steps.length; at += STEPS_PER_STATEMENT) {
    const json = JSON.stringify(steps.slice(at, at + STEPS_PER_STATEMENT))
    if (dialect === 'sqlite') {
      await client.$executeRaw`
        INSERT INTO "reminder_steps" ("key", "occurrenceId", "member", "due", "step", "day", "merged", "reminderKey")
        SELECT value->>'key', value->>'occurrenceId', value->>'member', value->>'due', value->>'step', value->>'day',
               value->>'merged', value->>'reminderKey'
        FROM json_each(${json}) WHERE true
        ON CONFLICT ("key") DO UPDATE SET "reminderKey" = excluded."reminderKey", "merged" = excluded."merged"`
    } else {
      await client.$executeRaw`
        INSERT INTO "reminder_steps" ("key", "occurrenceId", "member", "due", "step", "day", "merged", "reminderKey")
        SELECT "key", "occurrenceId", "member", "due", "step", "day", "merged", "reminderKey"
        FROM jsonb_to_recordset(${json}::jsonb) AS step("key" text, "occurrenceId" text, "member" text, "due" text, "step" text,
          "day" text, "merged" boolean, "reminderKey" text)
        ON CONFLICT ("key") DO UPDATE SET "reminderKey" = excluded."reminderKey", "merged" = excluded."merged"`
    }
  }
}

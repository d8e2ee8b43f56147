import { type AssignmentStore, createAssignments } from './assignments.ts'
import { type AttemptStore, createAttempts } from './attempts.ts'
import { type CertificateStore, createCertificates } from './certificates.ts'
import type { Context } from './context.ts'
import { type ConversationStore, createConversations } from './conversations.ts'
import { type CuratedStore, createCurated } from './curated.ts'
import { createDocumentChanges, type DocumentChangeStore } from './document-changes.ts'
import { createDocumentVersions, type DocumentVersionStore } from './document-versions.ts'
import { createItems, type ItemStore } from './items.ts'
import { createLedger, type LedgerStore } from './ledger.ts'
import { createLedgerTalk, type LedgerTalkStore } from './ledger-talk.ts'
import { createMembers, type MemberStore } from './members.ts'
import { createModelUses, type ModelUseStore } from './model-uses.ts'
import { createObligations, type ObligationStore } from './obligations.ts'
import { createOutbox, type OutboxStore } from './outbox.ts'
import { createPledges, type PledgeStore } from './pledges.ts'
import { createPractice, type PracticeStore } from './practice.ts'
import { createQuestions, type QuestionStore } from './questions.ts'
import { createRefusedFiles, type RefusedFileStore } from './refused-files.ts'
import { createReminders, type ReminderStore } from './reminders.ts'
import { createRulings, type RulingStore } from './rulings.ts'
import { createSettings, type SettingStore } from './settings.ts'
import { createTickets, type TicketStore } from './tickets.ts'

/** The aggregates that may take part in one transaction. */
export interface StoreTx {
  outbox: OutboxStore
  members: MemberStore
  conversations: ConversationStore
  questions: QuestionStore
  settings: SettingStore
  items: ItemStore
  obligations: ObligationStore
  ledger: LedgerStore
  ledgerTalk: LedgerTalkStore
  reminders: ReminderStore
  documentVersions: DocumentVersionStore
  documentChanges: DocumentChangeStore
  refusedFiles: RefusedFileStore
  modelUses: ModelUseStore
  attempts: AttemptStore
  assignments: AssignmentStore
  certificates: CertificateStore
  pledges: PledgeStore
  practice: PracticeStore
  rulings: RulingStore
  tickets: TicketStore
  curated: CuratedStore
}

/** The aggregates over one client: the database's own, or a transaction's. */
export function aggregatesOver(context: Context): StoreTx {
  return {
    outbox: createOutbox(context),
    members: createMembers(context),
    conversations: createConversations(context),
    questions: createQuestions(context),
    settings: createSettings(context),
    items: createItems(context),
    obligations: createObligations(context),
    ledger: createLedger(context),
    ledgerTalk: createLedgerTalk(context),
    reminders: createReminders(context),
    documentVersions: createDocumentVersions(context),
    documentChanges: createDocumentChanges(context),
    refusedFiles: createRefusedFiles(context),
    modelUses: createModelUses(context),
    attempts: createAttempts(context),
    assignments: createAssignments(context),
    certificates: createCertificates(context),
    pledges: createPledges(context),
    practice: createPractice(context),
    rulings: createRulings(context),
    tickets: createTickets(context),
    curated: createCurated(context),
  }
}

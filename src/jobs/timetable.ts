/** One recurring duty. Cron only wakes it: what is due is decided from the database, so a missed tick changes nothing. */
export interface Job {
  name: string
  /** Cron expression in the product's time zone; six fields begin with seconds. */
  at: string
  run(): Promise<Record<string, unknown> | undefined>
}

export interface Duties {
  deliverOutbox(): Promise<void>
  handleInbox(): Promise<void>
  refreshIndex(): Promise<boolean>
  /** Prepares the search by meaning, where it is configured. */
  embedClauses(): Promise<object | undefined>
  announceChanges(): Promise<number>
  sweepQuizzes(): Promise<Record<string, number>>
  synchroniseDirectory(): Promise<number>
  sweepReminders(): Promise<number>
  remindOffice(): Promise<number>
  collectTickets(): Promise<Record<string, number>>
  remindOfTickets(): Promise<number>
  prune(): Promise<number>
}

/** Everything that happens by the clock. Minutes avoid :00 and :30, when WeCom's queues are full (document 90236). */
export function timetable(duties: Duties): Job[] {
  return [
    { name: 'outbox.deliver', at: '* * * * * *', run: async () => void (await duties.deliverOutbox()) },
    { name: 'inbox.handle', at: '* * * * * *', run: async () => void (await duties.handleInbox()) },
    { name: 'index.refresh', at: '*/5 * * * * *', run: async () => ({ changed: await duties.refreshIndex() }) },
    { name: 'clauses.embed', at: '11,41 * * * * *', run: async () => ({ ...(await duties.embedClauses()) }) },
    { name: 'documents.announce', at: '*/5 * * * * *', run: async () => ({ told: await duties.announceChanges() }) },
    { name: 'reminders.sweep', at: '7 * * * * *', run: async () => ({ planned: await duties.sweepReminders() }) },
    { name: 'reminders.office', at: '13 13 9-17 * * *', run: async () => ({ told: await duties.remindOffice() }) },
    { name: 'tickets.collect', at: '*/5 * * * * *', run: duties.collectTickets },
    { name: 'tickets.remind', at: '7 9 * * *', run: async () => ({ told: await duties.remindOfTickets() }) },
    { name: 'quiz.sweep', at: '*/5 * * * * *', run: duties.sweepQuizzes },
    {
      name: 'directory.synchronise',
      at: '17 3 * * *',
      run: async () => ({ members: await duties.synchroniseDirectory() }),
    },
    { name: 'inbox.prune', at: '47 3 * * *', run: async () => ({ removed: await duties.prune() }) },
  ]
}

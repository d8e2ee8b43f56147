import { createIntake, type Intake, type IntakeRows } from '../knowledge/intake/intake.ts'
import { createShelf, type Shelf, type ShelfRows } from '../knowledge/intake/shelf.ts'
import { createDocumentReader, judgeSize } from '../knowledge/parsers/read-document.ts'
import type { Store } from '../store/store.ts'

/** The documents of a store as those who keep them work with them. */
export interface Documents {
  intake: Intake
  shelf: Shelf
  /** Enterprises and departments that somebody in the directory works in. */
  directoryNames(): Promise<{ enterprises: string[]; departments: string[] }>
  /** Ends the reading process. */
  close(): void
}

/** Opens the way in for untrusted files (read in a process of its own) and the shelf over what is in. */
export function openDocuments(store: Store): Documents {
  const reader = createDocumentReader()
  return {
    intake: createIntake({ rows: intakeRows(store), reader, judgeSize }),
    shelf: createShelf(shelfRows(store)),
    directoryNames: () => namesIn(store.members),
    close: () => reader.close(),
  }
}

async function namesIn(members: Store['members']): Promise<{ enterprises: string[]; departments: string[] }> {
  const people = (await members.all()).filter(({ active }) => active)
  return {
    enterprises: [...new Set(people.flatMap(({ enterprise }) => enterprise ?? []))],
    departments: [...new Set(people.flatMap(({ departments }) => departments))],
  }
}

/** What the intake needs, from the aggregates that have it. */
export function intakeRows({ documents, documentVersions, refusedFiles }: Store): IntakeRows {
  return {
    heads: documentVersions.heads,
    read: (documentId) => documentVersions.read(documentId),
    save: documents.save,
    describe: documents.describe,
    refuse: refusedFiles.put,
    refusals: refusedFiles.list,
    forgetRefusal: refusedFiles.forget,
  }
}

function shelfRows({ documents, documentVersions, refusedFiles }: Store): ShelfRows {
  return {
    heads: documentVersions.heads,
    versionsOf: documentVersions.versionsOf,
    read: documentVersions.read,
    describe: documents.describe,
    activate: documents.activate,
    remove: documents.remove,
    refusals: refusedFiles.list,
    forgetRefusal: refusedFiles.forget,
  }
}

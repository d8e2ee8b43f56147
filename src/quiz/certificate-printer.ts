import { inThread } from '../base/thread.ts'
import type { CertificateText } from './certificate-pdf.ts'
import type { FontPackage } from './font-shelf.ts'

/** Makes the file of a certificate; `at` is the time that stands in it. */
export type CertificatePrinter = (text: CertificateText, at: Date) => Promise<Uint8Array>

/** What the other thread is given. */
export interface PrintJob {
  text: CertificateText
  fonts: FontPackage
  at: Date
}

/** Far more than printing takes; a thread that hangs must not keep the others waiting for ever. */
const PRINT_WITHIN_MS = 60_000

/**
 * Prints in a thread of its own: unpacking and cutting the fonts takes most of a second and tens of megabytes, which the service
 * neither waits for nor keeps. Rejects when the thread fails, or has not printed within a minute.
 */
export function createCertificatePrinter(fonts: FontPackage): CertificatePrinter {
  return (text, at) => {
    const job: PrintJob = { text, fonts, at }
    return inThread(new URL('./certificate-worker.ts', import.meta.url), job, { withinMs: PRINT_WITHIN_MS })
  }
}

export declare function derivePostgres(schema: string): string

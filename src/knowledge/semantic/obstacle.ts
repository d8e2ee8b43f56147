/** Why a database cannot search vectors itself. */
export type Obstacle =
  | { kind: 'embedded' | 'missing' | 'forbidden' }
  | { kind: 'outdated'; version: string }
  | { kind: 'too-long'; dimensions: number }

/** For whoever runs the service: what is off, what goes on, and what to do. */
export function obstacleText(obstacle: Obstacle, most: number): string {
  return `条款数超过 ${most}，超出内存向量检索的上限，语义检索已停用，继续按词面检索。${remedyOf(obstacle)}`
}

function remedyOf(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'embedded':
      return '更大的库请改用 PostgreSQL（DATABASE_URL），并在数据库服务器上安装 pgvector 0.8 或更新的版本。'
    case 'missing':
      return 'PostgreSQL 没有安装 pgvector 扩展：请在数据库服务器上安装 0.8 或更新的版本（Debian 软件包 postgresql-<版本>-pgvector），装好后无需重启，一分钟内自动启用。'
    case 'forbidden':
      return '数据库账号无权启用 pgvector：请由管理员在这个库里执行 CREATE EXTENSION vector; 并确认账号有建表权限，之后一分钟内自动启用。'
    case 'outdated':
      return `pgvector 版本是 ${obstacle.version}，需要 0.8 或更新的版本：请升级后执行 ALTER EXTENSION vector UPDATE;`
    case 'too-long':
      return `模型的向量有 ${obstacle.dimensions} 维，pgvector 最多为 4000 维建索引：请换用维数较少的 OPENAI_EMBEDDING_MODEL。`
  }
}

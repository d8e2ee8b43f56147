/** A department of the emulated corporation. Id 1 is the root; what hangs directly below it is an enterprise or the SASAC's office. */
export interface SandboxDepartment {
  id: number
  name: string
  parentid: number
}

/** A member as `user/get` tells of them, with the role the page shows. */
export interface SandboxMember {
  userid: string
  name: string
  department: number[]
  position: string
  isLeader: boolean
  role: '普通员工' | '部门负责人' | '首席合规官' | '企业负责人' | '委领导' | '合规管理办公室' | '新入职'
}

export interface SandboxDirectory {
  departments: readonly SandboxDepartment[]
  members: readonly SandboxMember[]
}

const ENTERPRISES = [
  { id: 20, name: '城投集团' },
  { id: 30, name: '水务集团' },
  { id: 40, name: '文旅集团' },
]
/** Each enterprise has these, at its id plus the offset. */
const DEPARTMENTS = [
  { offset: 1, name: '集团领导' },
  { offset: 2, name: '合规管理部' },
  { offset: 3, name: '人力资源部' },
  { offset: 4, name: '工程业务部' },
  { offset: 5, name: '审计部' },
]

/** Names by enterprise: chairman, chief compliance officer, compliance, human resources, business, auditor, new hire. */
const PEOPLE: Readonly<Record<number, readonly (readonly [userid: string, name: string])[]>> = {
  20: [
    ['zhaojianguo', '赵建国'],
    ['qianwen', '钱文'],
    ['sunli', '孙丽'],
    ['lihua', '李华'],
    ['zhangwei', '张伟'],
    ['zhoumin', '周敏'],
    ['wuxin', '吴欣'],
  ],
  30: [
    ['zhengguoqiang', '郑国强'],
    ['fengyuan', '冯远'],
    ['chenjing', '陈静'],
    ['chuping', '褚萍'],
    ['weidong', '卫东'],
    ['jiangtao', '蒋涛'],
    ['shenyue', '沈悦'],
  ],
  40: [
    ['hanzhigang', '韩志刚'],
    ['yangfan', '杨帆'],
    ['zhuxia', '朱霞'],
    ['qinlan', '秦岚'],
    ['youliang', '尤亮'],
    ['xujun', '许军'],
    ['helin', '何琳'],
  ],
}

const POSTS: readonly Omit<SandboxMember, 'userid' | 'name' | 'department'>[] = [
  { position: '董事长', isLeader: true, role: '企业负责人' },
  { position: '首席合规官', isLeader: true, role: '首席合规官' },
  { position: '合规管理部部长', isLeader: true, role: '部门负责人' },
  { position: '人力资源部部长', isLeader: true, role: '部门负责人' },
  { position: '业务专员', isLeader: false, role: '普通员工' },
  { position: '审计专员', isLeader: false, role: '普通员工' },
  { position: '管培生（新入职）', isLeader: false, role: '新入职' },
]
const DEPARTMENT_OF_POST = [1, 1, 2, 3, 4, 5, 4]

/** Below 文旅集团: a company with compliance people of its own, and one without. */
const SUBSIDIARIES: readonly SandboxDepartment[] = [
  { id: 401, name: '文旅酒店管理有限公司', parentid: 40 },
  { id: 402, name: '综合合规部', parentid: 401 },
  { id: 403, name: '文旅景区运营有限公司', parentid: 40 },
]
const SUBSIDIARY_STAFF: readonly SandboxMember[] = [
  { userid: 'caolei', name: '曹磊', department: [401], position: '总经理', isLeader: true, role: '企业负责人' },
  { userid: 'yanqing', name: '严青', department: [402], position: '部长', isLeader: true, role: '部门负责人' },
]

const OFFICE: readonly SandboxMember[] = [
  { userid: 'guanli', name: '关力', department: [11], position: '科长', isLeader: true, role: '合规管理办公室' },
  { userid: 'dingning', name: '丁宁', department: [11], position: '一级科员', isLeader: false, role: '合规管理办公室' },
  { userid: 'luoshan', name: '罗杉', department: [10], position: '副主任', isLeader: true, role: '委领导' },
]

/** The directory every sandbox starts with: a SASAC, three enterprises, one of them with two subsidiaries, their managers, staff and new hires. Always the same. */
export function createDirectory(): SandboxDirectory {
  const departments: SandboxDepartment[] = [
    { id: 1, name: '市国资委系统', parentid: 0 },
    { id: 10, name: '市国资委', parentid: 1 },
    { id: 11, name: '企业发展与政策法规科', parentid: 10 },
    ...ENTERPRISES.flatMap(({ id, name }) => [
      { id, name, parentid: 1 },
      ...DEPARTMENTS.map(({ offset, name: department }) => ({ id: id + offset, name: department, parentid: id })),
    ]),
    ...SUBSIDIARIES,
  ]
  const members = [...OFFICE, ...ENTERPRISES.flatMap(({ id }) => staffOf(id)), ...SUBSIDIARY_STAFF]
  return { departments, members }
}

function staffOf(enterprise: number): SandboxMember[] {
  return (PEOPLE[enterprise] ?? []).flatMap(([userid, name], index) => {
    const post = POSTS[index]
    return post ? [{ userid, name, department: [enterprise + (DEPARTMENT_OF_POST[index] ?? 0)], ...post }] : []
  })
}

/** Where a member works, as the page shows it: enterprise and department. */
export function workplaceOf(
  member: SandboxMember,
  { departments }: SandboxDirectory,
): { enterprise: string; department: string } {
  const own = departments.find(({ id }) => id === member.department[0])
  const above = departments.find(({ id }) => id === own?.parentid)
  if (!own || !above || above.id === 1) return { enterprise: own?.name ?? '', department: '' }
  return { enterprise: above.name, department: own.name }
}

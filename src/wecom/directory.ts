import { z } from 'zod'
import type { ApiReply } from './api.ts'
import { WecomUnreachable } from './wecom-error.ts'

/** A member as an app may see them. New apps get neither mobile nor e-mail; a member is known by corporation and userid. */
export interface DirectoryUser {
  /** As WeCom spells it; it compares without regard to case. */
  userid: string
  name: string
  /** Ids of the departments the app may see. */
  department: number[]
  mainDepartment: number | undefined
  position: string | undefined
  /** 1 or 0 for each entry of `department`. */
  isLeaderInDept: number[] | undefined
  directLeader: string[] | undefined
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: number | undefined
}

export interface Department {
  id: number
  name: string
  /** 0 for the root. */
  parentId: number
  leaders: string[]
}

const User = z
  .object({
    userid: z.string().min(1),
    name: z.string().default(''),
    department: z.array(z.number()).default([]),
    main_department: z.number().optional(),
    position: z.string().optional(),
    is_leader_in_dept: z.array(z.number()).optional(),
    direct_leader: z.array(z.string()).optional(),
    status: z.number().optional(),
  })
  .transform(
    (json): DirectoryUser => ({
      userid: json.userid,
      name: json.name,
      department: json.department,
      mainDepartment: json.main_department,
      position: json.position,
      isLeaderInDept: json.is_leader_in_dept,
      directLeader: json.direct_leader,
      status: json.status,
    }),
  )

const DepartmentNode = z
  .object({
    id: z.number(),
    name: z.string().default(''),
    parentid: z.number().default(0),
    department_leader: z.array(z.string()).default([]),
  })
  .transform(
    (json): Department => ({ id: json.id, name: json.name, parentId: json.parentid, leaders: json.department_leader }),
  )

const Users = z.object({ userlist: z.array(User) })
const Departments = z.object({ department: z.array(DepartmentNode) })

/** Reads `user/get` (document 90196). Throws WecomUnreachable when the answer has another shape; so do the others. */
export function readUser(reply: ApiReply): DirectoryUser {
  return read(User, reply, 'user/get')
}

/** Reads `user/list` (document 90201). */
export function readUsers(reply: ApiReply): DirectoryUser[] {
  return read(Users, reply, 'user/list').userlist
}

/** Reads `department/list` (document 90208). */
export function readDepartments(reply: ApiReply): Department[] {
  return read(Departments, reply, 'department/list').department
}

function read<T>(schema: z.ZodType<T>, reply: ApiReply, path: string): T {
  const result = schema.safeParse(reply)
  if (!result.success) throw new WecomUnreachable(path, 'the answer has an unknown shape', 'none')
  return result.data
}

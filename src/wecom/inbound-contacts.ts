import { z } from 'zod'

const text = z.string()
const list = z.string().transform((joined) =>
  joined
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)
const numbers = list.transform((parts) => parts.map(Number).filter(Number.isSafeInteger))
const userId = z
  .string()
  .min(1)
  .transform((id) => id.toLowerCase())
const users = list.transform((ids) => ids.map((id) => id.toLowerCase()))
const integer = z
  .string()
  .regex(/^-?\d{1,15}$/)
  .transform(Number)

const member = z.object({
  UserID: userId,
  NewUserID: userId.optional(),
  Name: text.optional(),
  Department: numbers.optional(),
  Position: text.optional(),
  Status: integer.optional(),
})

const party = z.object({ Id: integer, Name: text.optional(), ParentId: integer.optional() })

function ofMember<T extends 'create_user' | 'update_user' | 'delete_user'>(changeType: T) {
  return member.transform((xml) => ({
    kind: 'change-contact' as const,
    changeType,
    userId: xml.UserID,
    newUserId: xml.NewUserID,
    name: xml.Name,
    departments: xml.Department,
    position: xml.Position,
    status: xml.Status,
  }))
}

function ofDepartment<T extends 'create_party' | 'update_party' | 'delete_party'>(changeType: T) {
  return party.transform((xml) => ({
    kind: 'change-contact' as const,
    changeType,
    departmentId: xml.Id,
    name: xml.Name,
    parentId: xml.ParentId,
  }))
}

/**
 * Changes of the directory, by `ChangeType` (document 90970). Since 2022 most fields stay away: an event only says that
 * somebody or something changed and has to be read again.
 */
export const CONTACT_CHANGES = {
  create_user: ofMember('create_user'),
  update_user: ofMember('update_user'),
  delete_user: ofMember('delete_user'),
  create_party: ofDepartment('create_party'),
  update_party: ofDepartment('update_party'),
  delete_party: ofDepartment('delete_party'),
  update_tag: z
    .object({
      TagId: integer,
      AddUserItems: users.optional(),
      DelUserItems: users.optional(),
      AddPartyItems: numbers.optional(),
      DelPartyItems: numbers.optional(),
    })
    .transform((xml) => ({
      kind: 'change-contact' as const,
      changeType: 'update_tag' as const,
      tagId: xml.TagId,
      addedUsers: xml.AddUserItems ?? [],
      removedUsers: xml.DelUserItems ?? [],
      addedDepartments: xml.AddPartyItems ?? [],
      removedDepartments: xml.DelPartyItems ?? [],
    })),
}

export type ContactChange = z.output<(typeof CONTACT_CHANGES)[keyof typeof CONTACT_CHANGES]>

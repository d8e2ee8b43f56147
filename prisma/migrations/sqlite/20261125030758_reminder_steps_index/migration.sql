-- DropIndex
DROP INDEX "reminder_steps_reminderKey_idx";

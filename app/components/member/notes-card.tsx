import { BlockStack, Button, Card, InlineStack, Text, TextField } from '@shopify/polaris';
import { useRef, useState } from 'react';
import { v4 as newId } from 'uuid';
import { MAX_MEMBER_NOTE, type MemberDeskView } from '#app/contracts/members.ts';
import { useI18n } from '../i18n-context.tsx';
import { OnDay } from '../moment.tsx';
import { useDeed } from './use-deed.ts';

/** What colleagues should know. Each note also stands in the statement, on its day. */
export function NotesCard({ desk, closed }: { readonly desk: MemberDeskView; readonly closed: boolean }) {
  const { t } = useI18n();
  const [text, setText] = useState('');
  // One id until an answer came: a repeat after a lost answer keeps one note.
  const noteId = useRef(newId());
  const deed = useDeed(() => {
    noteId.current = newId();
    setText('');
  });
  const [missing, setMissing] = useState(false);
  const save = () => {
    setMissing(text.trim() === '');
    if (text.trim() !== '') deed.send({ intent: 'note', noteId: noteId.current, text });
  };
  const error = missing ? t('note.problem.missing') : deed.refusal;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('notes.title')}
        </Text>
        {!closed && (
          <>
            <TextField
              label={t('notes.field')}
              labelHidden
              placeholder={t('notes.placeholder')}
              value={text}
              onChange={(value) => {
                setText(value);
                setMissing(false);
              }}
              multiline={2}
              maxLength={MAX_MEMBER_NOTE}
              autoComplete="off"
              {...(error === null ? {} : { error })}
            />
            <InlineStack>
              <Button onClick={save} loading={deed.busy}>
                {t('notes.add')}
              </Button>
            </InlineStack>
          </>
        )}
        {desk.notes.length > 0 && (
          <ul className="rung-rows">
            {desk.notes.map((note) => (
              <li key={note.noteId}>
                <span className="rung-note-text">{note.text}</span>
                <span className="rung-quiet rung-block">
                  <OnDay iso={note.at} /> · {note.writtenBy}
                </span>
              </li>
            ))}
          </ul>
        )}
      </BlockStack>
    </Card>
  );
}

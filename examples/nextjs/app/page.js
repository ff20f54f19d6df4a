'use client';

import { useState } from 'react';

export default function Page() {
  const [answer, setAnswer] = useState('');

  async function ask(event) {
    event.preventDefault();
    setAnswer('');
    const question = new FormData(event.currentTarget).get('question');
    const response = await fetch('/api/ask', { method: 'POST', body: JSON.stringify({ question }) });
    const words = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = await words.read(); !read.done; read = await words.read()) {
      setAnswer((before) => before + read.value);
    }
  }

  return (
    <main>
      <h1>Where is my parcel?</h1>
      <form onSubmit={ask}>
        <input name="question" defaultValue="Where is parcel 1042?" size={40} />{' '}
        <button type="submit">Ask</button>
      </form>
      <p>{answer}</p>
    </main>
  );
}

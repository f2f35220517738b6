/** A program that posts through a proxy while `DEBUG` asks every library to print what it does. */
import { deadlineIn } from '../../core/deadline.js';
import { createPoster } from '../../core/delivery/post.js';

const { PROXY = '', URLS = '' } = process.env;
for (const url of URLS.split(' ')) {
  const poster = createPoster({ url, headers: { authorization: 'Bearer canary-token' }, proxy: PROXY });
  const deadline = deadlineIn(3_000);
  const answer = await poster.post(Buffer.from('canary-body'), 'text/plain', deadline);
  process.stdout.write(`${'kind' in answer ? answer.reason : answer.status}\n`);
  deadline.dispose();
  poster.close();
}

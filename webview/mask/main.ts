import './mask.css';

import { connectClient } from '../../src/channel/channel';
import { maskEditorContract } from '../../src/contracts/mask-editor';
import { hostPort } from '../shared/port';
import { MaskApp } from './app';

const root = document.createElement('div');
root.id = 'app';
document.body.append(root);

const host = connectClient(maskEditorContract, hostPort, {
  onProblem: (problem) => {
    console.error(problem);
  },
});
void new MaskApp(host, root).load();

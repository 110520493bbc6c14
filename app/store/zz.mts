import { createSecretBox } from './secrets.ts';
const box=createSecretBox([{id:'k1',key:Buffer.alloc(32,1)}]);
for(let n=0;n<3000;n++){const sealed=box.seal('shpat_1234','w');for(const index of Array.from(sealed).keys()){const c=`${sealed.slice(0,index)}${sealed[index]==='A'?'B':'A'}${sealed.slice(index+1)}`;let ok=true;try{box.open(c,'w')}catch{ok=false} if(ok){console.log(n,index,sealed,c);}}}

extension SandboxPage {
    static let style = #"""
        :root{--paper:#f1efe7;--panel:#faf8f2;--card:#fff;--ink:#1d292c;--soft:#68767a;--faint:#9aa5a6;--line:#e1dccf;
        --grid:rgba(11,107,107,.05);--accent:#0b6b6b;--on:#fff;--tint:#e0ede8;--mine:#d5eae2;--mineLine:#bcdcd1;--mark:#0b6b6b;
        --gold:#b7791f;--goldTint:#fbf0d9;--red:#b3402a;--redTint:#fbe6e0;--shadow:0 1px 2px rgba(30,41,44,.07),0 4px 14px rgba(30,41,44,.05);
        --radius:14px;font-size:15px;color-scheme:light}
        @media (prefers-color-scheme:dark){:root{--paper:#10171a;--panel:#161f22;--card:#1d282b;--ink:#e6ebe8;--soft:#93a3a4;--faint:#6a797b;
        --line:#28353a;--grid:rgba(120,210,196,.035);--accent:#6fcabb;--on:#0c2422;--tint:#1c3533;--mine:#1d4540;--mineLine:#2a5a53;--mark:#12807d;
        --gold:#e6b65c;--goldTint:#352b18;--red:#ef8d77;--redTint:#3a2320;--shadow:0 1px 2px rgba(0,0,0,.3);color-scheme:dark}}
        *{box-sizing:border-box}
        html,body{height:100%;margin:0}
        body{background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"PingFang SC","Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei",sans-serif;
        -webkit-font-smoothing:antialiased;overflow:hidden}
        button,input,textarea{font:inherit;color:inherit}
        button{cursor:pointer;background:none;border:0;padding:0}
        h1,h2,p,ol,ul{margin:0;padding:0}ol,ul{list-style:none}
        [hidden]{display:none!important}
        .defs{position:absolute}
        svg{width:1.4rem;height:1.4rem;fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
        ::selection{background:var(--tint)}
        *{scrollbar-width:thin;scrollbar-color:var(--faint) transparent}
        svg.mark{stroke:none;width:2.3rem;height:2.3rem;flex:none}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:8px}
        .skip{position:absolute;left:-99rem;top:.5rem;z-index:9;background:var(--card);padding:.4rem .8rem;border-radius:8px}
        .skip:focus{left:.5rem}
        .app{display:grid;grid-template-columns:15.5rem minmax(0,1fr) 19rem;height:100dvh}
        .app.noguide{grid-template-columns:15.5rem minmax(0,1fr)}.app.noguide .guide{display:none}
        .side,.guide{background:var(--panel);display:flex;flex-direction:column;min-height:0}
        .side{border-right:1px solid var(--line)}.guide{border-left:1px solid var(--line);overflow:auto;padding:1.1rem 1rem 2rem;gap:1.6rem}
        .brand{display:flex;gap:.7rem;align-items:center;padding:1.1rem 1.1rem .9rem}
        .brand strong{display:block;font-size:1.06rem;letter-spacing:.01em;line-height:1.25}.brand span{color:var(--soft);font-size:.8rem}
        #rooms{flex:1;overflow:auto;padding:.2rem .6rem 1rem}
        #rooms h3{font-size:.74rem;font-weight:600;color:var(--faint);letter-spacing:.06em;margin:.9rem .6rem .3rem}
        .room{display:flex;align-items:center;gap:.65rem;width:100%;text-align:left;padding:.5rem .6rem;border-radius:10px}
        .room:hover{background:var(--tint)}.room[aria-current=true]{background:var(--tint);font-weight:600}
        .room .glyph{flex:none;width:2rem;height:2rem;border-radius:9px;display:grid;place-items:center;font-size:.86rem;font-weight:600;background:var(--card);
        color:var(--accent);border:1px solid var(--line)}
        .room[aria-current=true] .glyph{background:var(--accent);color:var(--on);border-color:transparent}
        .room .name{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
        .room .count{flex:none;min-width:1.3rem;padding:0 .4rem;border-radius:99px;background:var(--red);color:#fff;font-size:.74rem;line-height:1.3rem;text-align:center}
        .foot{display:flex;justify-content:space-between;align-items:center;padding:.7rem 1.1rem;border-top:1px solid var(--line);font-size:.82rem;color:var(--soft)}
        .live::before{content:"";display:inline-block;width:.5rem;height:.5rem;border-radius:50%;background:#3aa76d;margin-right:.45rem}
        .live.off::before{background:var(--gold);animation:pulse 1s infinite alternate}@keyframes pulse{to{opacity:.3}}
        .plain{color:var(--accent);font-weight:600;padding:.15rem .4rem;border-radius:6px}
        .icon{display:grid;place-items:center;width:2.5rem;height:2.5rem;border-radius:10px;color:var(--soft);flex:none}.icon:hover{background:var(--tint);color:var(--accent)}
        .icon[aria-pressed=true]{color:var(--accent);background:var(--tint)}
        .narrow{display:none}
        .chat{display:flex;flex-direction:column;min-width:0;min-height:0;position:relative}
        .bar{display:flex;align-items:center;gap:.4rem;padding:.65rem .9rem .65rem 1.4rem;border-bottom:1px solid var(--line);background:var(--panel)}
        .titles{flex:1;min-width:0}.bar h1{font-size:1.08rem;line-height:1.3;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
        .bar p{font-size:.8rem;color:var(--soft);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
        .scroll{flex:1;overflow:auto;background-color:var(--paper);background-image:linear-gradient(var(--grid) 1px,transparent 1px),linear-gradient(90deg,var(--grid) 1px,transparent 1px);
        background-size:30px 30px;overscroll-behavior:contain}
        #log{max-width:52rem;margin:0 auto;padding:1.2rem 1.2rem 1.6rem;min-height:100%;display:flex;flex-direction:column;justify-content:flex-end;outline:none}
        .when{align-self:center;font-size:.76rem;color:var(--soft);margin:1rem 0 .5rem}
        .system{align-self:center;font-size:.8rem;color:var(--soft);margin:.45rem 0;padding:.1rem .8rem}
        .empty{margin:auto;text-align:center;text-wrap:balance;color:var(--soft);max-width:24rem;padding:2rem 1rem}.empty svg{width:3rem;height:3rem;margin-bottom:.8rem}
        .empty strong{display:block;color:var(--ink);font-size:1.05rem;margin-bottom:.3rem}
        .msg{display:grid;grid-template-columns:2.5rem minmax(0,1fr);gap:0 .7rem;padding:.3rem 0;position:relative}
        .msg.follow{padding-top:.05rem}.msg.follow .who,.msg.follow .avatar{display:none}
        .msg .main{grid-column:2;display:flex;flex-direction:column;align-items:flex-start;min-width:0}
        .msg.mine{grid-template-columns:minmax(0,1fr) 2.5rem}.msg.mine .main{grid-column:1;grid-row:1;align-items:flex-end}.msg.mine .avatar{grid-column:2;grid-row:1}
        .avatar{width:2.5rem;height:2.5rem;border-radius:11px;display:grid;place-items:center;color:#fff;font-weight:600;flex:none;user-select:none}
        .avatar.small{width:1.9rem;height:1.9rem;border-radius:9px;font-size:.85rem}
        .avatar.worker{background:#3f7cac}.avatar.unit{background:#6a8d4f}.avatar.leader{background:#a8563f}.avatar.dispatcher{background:#7a5c99}.avatar.checker{background:#b7791f}
        .avatar.duty{background:#4d6a7a}.avatar.bot{background:none}.avatar.bot svg{width:100%;height:100%;stroke:none}
        .who{font-size:.8rem;color:var(--soft);margin:0 .15rem .2rem;display:flex;gap:.45rem;align-items:baseline;max-width:100%}.who b{font-weight:600;color:var(--ink)}
        .who .tag{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
        .bubble{position:relative;background:var(--card);border:1px solid var(--line);border-radius:4px var(--radius) var(--radius) var(--radius);padding:.5rem .85rem;max-width:min(34rem,100%);
        box-shadow:var(--shadow);overflow-wrap:anywhere;white-space:pre-wrap;text-align:left;cursor:pointer}
        .mine .bubble{background:var(--mine);border-color:var(--mineLine);border-radius:var(--radius) 4px var(--radius) var(--radius)}
        .follow .bubble{border-radius:var(--radius)}
        .bot .bubble{border-left:3px solid var(--accent);border-radius:4px var(--radius) var(--radius) 4px;padding-left:.8rem}
        .bubble.photoOnly{padding:.3rem;background:var(--card)}
        .bubble.flash{animation:flash 1.6s ease-out}@keyframes flash{from{background:var(--goldTint)}}
        .msg.new{animation:rise .22s ease-out}@keyframes rise{from{opacity:0;transform:translateY(6px)}}
        .head{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center;margin:.1rem 0 .35rem;white-space:normal;font-size:.84rem}
        .chip{font:600 .84em/1.5 ui-monospace,"SF Mono","Cascadia Mono","Noto Sans Mono",Menlo,monospace;color:var(--accent);background:var(--tint);border-radius:6px;padding:.02rem .38rem;white-space:nowrap}
        button.chip:hover{background:var(--accent);color:var(--on)}
        .state{font-size:.76rem;line-height:1.5;border-radius:99px;padding:0 .55rem;background:var(--tint);color:var(--accent);white-space:nowrap}
        .state.open{background:var(--goldTint);color:var(--gold)}.state.bad{background:var(--redTint);color:var(--red)}
        .at{color:var(--accent);font-weight:600}.at.me{background:var(--goldTint);color:var(--gold);border-radius:5px;padding:0 .2rem}
        .quoted{display:block;width:100%;text-align:left;border-left:3px solid var(--mineLine);padding:.1rem .6rem;margin:.1rem 0 .4rem;font-size:.84rem;color:var(--soft);white-space:nowrap;overflow:hidden;
        text-overflow:ellipsis;border-radius:0 6px 6px 0;background:rgba(127,127,127,.06)}
        .photos{display:flex;flex-wrap:wrap;gap:.3rem;margin:.25rem 0 .4rem}.photoOnly .photos{margin:0}
        .photos button{border-radius:10px;overflow:hidden;line-height:0;background:var(--tint)}
        .photos img{width:15rem;height:11.25rem;object-fit:cover;display:block}
        .photos.many img{width:8rem;height:8rem}
        .meta{font-size:.74rem;color:var(--faint);margin:.15rem .2rem 0}
        .signs{display:flex;gap:.3rem;flex-wrap:wrap;margin-top:.25rem}
        .sign{background:var(--card);border:1px solid var(--line);border-radius:99px;padding:0 .55rem;font-size:.84rem;line-height:1.65}.sign[aria-pressed=true]{border-color:var(--accent);background:var(--tint)}
        .sign small{color:var(--soft);margin-left:.25rem}
        .tools{position:absolute;right:.2rem;top:-.75rem;display:none;background:var(--card);border:1px solid var(--line);border-radius:10px;box-shadow:var(--shadow);z-index:2;padding:.1rem}
        .mine .tools{right:auto;left:.2rem}
        .msg:hover .tools,.msg:focus-within .tools,.msg.picked .tools{display:flex}
        .tools button{width:2rem;height:1.9rem;border-radius:8px;display:grid;place-items:center;font-size:.95rem;color:var(--soft)}.tools button:hover{background:var(--tint);color:var(--accent)}
        .tools svg{width:1.1rem;height:1.1rem}
        #jump{position:absolute;right:1.4rem;bottom:6.2rem;background:var(--accent);color:var(--on);border-radius:99px;padding:.35rem .95rem;font-size:.84rem;font-weight:600;box-shadow:var(--shadow)}
        #composer{border-top:1px solid var(--line);background:var(--panel);padding:.7rem 1rem calc(.8rem + env(safe-area-inset-bottom));position:relative}
        .line{display:flex;align-items:flex-end;gap:.35rem;max-width:52rem;margin:0 auto}
        #persona{display:flex;align-items:center;gap:.5rem;padding:.28rem .5rem .28rem .3rem;border-radius:12px;text-align:left;flex:none;max-width:11.5rem}#persona:hover{background:var(--tint)}
        #persona .label{min-width:0;line-height:1.2}#persona b{display:block;font-size:.9rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
        #persona small{display:block;color:var(--soft);font-size:.74rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}#persona svg{width:1rem;height:1rem;color:var(--faint);flex:none}
        textarea{flex:1;min-width:0;resize:none;border:1px solid var(--line);background:var(--card);border-radius:12px;padding:.55rem .8rem;line-height:1.45;max-height:9rem;height:2.55rem}textarea::placeholder{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
        textarea:focus{outline:none;border-color:var(--accent);box-shadow:0 0 0 3px var(--tint)}
        .send{background:var(--accent);color:var(--on)}.send:hover{background:var(--accent);color:var(--on);filter:brightness(1.08)}.send:disabled{opacity:.35;cursor:default;filter:none}
        #context,#tray{max-width:52rem;margin:0 auto .5rem}
        #context{display:flex;gap:.5rem;align-items:center;border-left:3px solid var(--accent);background:var(--tint);border-radius:0 8px 8px 0;padding:.2rem .3rem .2rem .7rem;font-size:.85rem}
        #context span{flex:1;min-width:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}#context .icon{width:1.8rem;height:1.8rem}
        #tray{display:flex;gap:.5rem;flex-wrap:wrap}
        .thumb{position:relative;width:4.2rem;height:4.2rem;border-radius:10px;overflow:hidden;border:1px solid var(--line);background:var(--tint)}.thumb img{width:100%;height:100%;object-fit:cover}
        .thumb.busy img{opacity:.4}.thumb button{position:absolute;right:.15rem;top:.15rem;width:1.3rem;height:1.3rem;border-radius:50%;background:rgba(0,0,0,.55);color:#fff;display:grid;place-items:center}
        .thumb svg{width:.8rem;height:.8rem}
        #notice{max-width:52rem;margin:.45rem auto 0;color:var(--red);font-size:.85rem}
        #suggest{position:absolute;bottom:100%;left:max(1rem,calc(50% - 26rem));background:var(--card);border:1px solid var(--line);border-radius:12px;box-shadow:var(--shadow);padding:.3rem;min-width:13rem;max-height:15rem;overflow:auto;z-index:3}
        #suggest li{display:flex;gap:.55rem;align-items:center;padding:.3rem .6rem;border-radius:8px;cursor:pointer}#suggest li[aria-selected=true],#suggest li:hover{background:var(--tint)}#suggest small{color:var(--soft)}
        .guide h2{font-size:.95rem;margin-bottom:.3rem}.guide .lead{font-size:.83rem;color:var(--soft);margin-bottom:.8rem}#cases{max-height:13rem;overflow:auto}
        #hints{display:flex;flex-direction:column;gap:.5rem;counter-reset:n}
        .hint{display:block;width:100%;text-align:left;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.55rem .75rem;transition:border-color .15s}.hint:hover{border-color:var(--accent)}
        .hint .as{display:flex;gap:.4rem;align-items:center;font-size:.76rem;color:var(--soft);margin-bottom:.15rem}.hint .as i{width:.5rem;height:.5rem;border-radius:3px;flex:none}
        .hint q{quotes:none;display:block;line-height:1.45;font-size:.92rem}.hint em{display:block;font-style:normal;font-size:.77rem;color:var(--accent);margin-top:.2rem}
        .hint.done{opacity:.55}
        #cases li{display:flex;gap:.5rem;align-items:center;padding:.38rem 0;border-bottom:1px dashed var(--line);font-size:.88rem;min-width:0}#cases .what{flex:1;min-width:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
        #cases .none{color:var(--soft);border:0;font-size:.83rem}
        dialog{border:1px solid var(--line);border-radius:18px;background:var(--panel);color:var(--ink);padding:0;box-shadow:0 20px 60px rgba(0,0,0,.25)}dialog::backdrop{background:rgba(16,23,26,.45)}
        #people{width:min(30rem,94vw);height:min(38rem,86vh)}#people[open]{display:flex;flex-direction:column}
        #people header{display:flex;justify-content:space-between;align-items:center;padding:.8rem .8rem .3rem 1.2rem}#people h2{font-size:1.05rem}
        #search{margin:.3rem 1.2rem .6rem;border:1px solid var(--line);background:var(--card);border-radius:10px;padding:.5rem .8rem}
        #list{overflow:auto;padding:0 .7rem 1rem;display:grid;grid-template-columns:1fr 1fr;align-content:start}#list h3{grid-column:1/-1;font-size:.76rem;color:var(--faint);margin:.7rem .5rem .2rem;font-weight:600}
        .person{display:flex;gap:.65rem;align-items:center;width:100%;text-align:left;padding:.38rem .5rem;border-radius:10px}.person:hover,.person[aria-current=true]{background:var(--tint)}
        .person b{display:block;line-height:1.25;font-weight:600}.person small{color:var(--soft)}
        #viewer{background:none;border:0;box-shadow:none;max-width:96vw;max-height:96vh;overflow:visible}#viewer img{max-width:94vw;max-height:90vh;border-radius:12px;display:block}
        #viewerClose{position:absolute;right:.5rem;top:.5rem;background:rgba(0,0,0,.5);color:#fff}
        .shade{position:fixed;inset:0;background:rgba(16,23,26,.4);z-index:4}
        .drop .scroll{box-shadow:inset 0 0 0 3px var(--accent)}
        @media (max-width:1180px){.app,.app.noguide{grid-template-columns:15.5rem minmax(0,1fr)}.guide,.app.noguide .guide{position:fixed;display:flex;right:0;top:0;bottom:0;width:min(20rem,88vw);z-index:5;transform:translateX(102%);
        visibility:hidden;transition:transform .2s,visibility .2s}.guide.open{transform:none;visibility:visible;box-shadow:var(--shadow)}}
        @media (max-width:760px){.app,.app.noguide{grid-template-columns:minmax(0,1fr)}.narrow{display:grid}.bar{padding-left:.5rem}
        .side{position:fixed;left:0;top:0;bottom:0;width:min(18rem,84vw);z-index:5;transform:translateX(-102%);visibility:hidden;transition:transform .2s,visibility .2s}.side.open{transform:none;visibility:visible}
        #log{padding:.8rem .7rem 1rem}#persona .label,#persona svg{display:none}#persona{padding:.2rem}#composer{padding:.55rem .6rem calc(.6rem + env(safe-area-inset-bottom))}.photos img{width:11rem;height:8.25rem}
        .avatar{width:2.2rem;height:2.2rem}textarea{font-size:16px}}
        @media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
        """#
}

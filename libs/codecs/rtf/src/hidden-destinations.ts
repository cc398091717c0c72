/** Destinations whose text is no part of the message. [MSFT-RTF]; [MS-OXRTFEX] 2.2.3.2 */
export const hiddenDestinations: ReadonlySet<string> = new Set(
  (
    'colortbl stylesheet info filetbl listtable listoverridetable revtbl rsidtbl pgdsctbl latentstyles ' +
    'author operator title subject keywords comment doccomm hlinkbase company category manager creatim revtim printim buptim ' +
    'header headerl headerr headerf footer footerl footerr footerf ' +
    'ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn ' +
    'fldinst datafield formfield objdata objclass objname objalias objsect nonshppict ' +
    'xe tc tcn rxe txe bkmkstart bkmkend annotation atnid atnauthor atntime atnicn atnref atnparent atrfstart atrfend ' +
    'template private themedata colorschememapping datastore xmlnstbl generator wgrffmtfilter mmathPr docvar ' +
    'panose falt fname fontemb fontfile keycode nextfile sp sn sv pntxta pntxtb pnseclvl pn macpict'
  ).split(' '),
);

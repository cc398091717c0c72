/**
 * EBCDIC: the characters of the bytes 0x40 to 0xFF, as IBM's CDRA tables give them. U+FFFD stands where a byte has no
 * character. 0x15 is NEL and 0x25 is LF, as in Windows' code pages.
 */

/** The characters of the bytes 0x00 to 0x3F, the same in each. */
export const ebcdicControls =
  '\x00\x01\x02\x03\x9c\x09\x86\x7f\x97\x8d\x8e\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x9d\x85\x08\x87\x18\x19\x92\x8f\x1c\x1d\x1e\x1f\x80\x81\x82\x83\x84\x0a\x17\x1b\x88\x89\x8a\x8b\x8c\x05\x06\x07\x90\x91\x16\x93\x94\x95\x96\x04\x98\x99\x9a\x9b\x14\x15\x9e\x1a';

export const ebcdicGraphics: Readonly<Record<string, string>> = {
  ibm037:
    ' \u00a0âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬-/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@\'="Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×{ABCDEFGHI\u00adôöòóõ}JKLMNOPQR¹ûüùúÿ\\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ\u009f',
  ibm290:
    ' ｡｢｣､･ｦｧｨｩ£.<(+|&ｪｫｬｭｮｯ\ufffdｰ\ufffd!¥*);¬-/abcdefgh\ufffd,%_>?[ijklmnop`:#@\'="]ｱｲｳｴｵｶｷｸｹｺqｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉr\ufffdﾊﾋﾌ~‾ﾍﾎﾏﾐﾑﾒﾓﾔﾕsﾖﾗﾘﾙ^¢\\tuvwxyzﾚﾛﾜﾝﾞﾟ{ABCDEFGHI\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd}JKLMNOPQR\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd$\ufffdSTUVWXYZ\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd0123456789\ufffd\ufffd\ufffd\ufffd\ufffd\u009f',
  ibm420:
    ' \u00a0ّﹽـ\u200bءآﺂأ¢.<(+|&ﺄؤ\ufffd\ufffdئاﺎبﺑ!$*);¬-/ةتﺗثﺛجﺟح¦,%_>?ﺣخﺧدذرزسﺳ،:#@\'="شabcdefghiﺷصﺻضﺿطظjklmnopqrعﻊﻋﻌغﻎﻏ÷stuvwxyzﻐفﻓقﻗكﻛلﻵﻶﻷﻸ\ufffd\ufffdﻻﻼﻟمﻣنﻧه؛ABCDEFGHI\u00adﻫ\ufffdﻬ\ufffdو؟JKLMNOPQRىﻰيﻲﻳ٠×\ufffdSTUVWXYZ١٢\ufffd٣٤٥0123456789\ufffd٦٧٨٩\u009f',
  ibm423:
    ' ΑΒΓΔΕΖΗΘΙ[.<(+!&ΚΛΜΝΞΟΠΡΣ]$*);^-/ΤΥΦΧΨΩ\ufffd\ufffd\ufffd,%_>?\ufffdΆΈΉ\ufffdΊΌΎΏ`:£§\'="ÄabcdefghiαβγδεζÖjklmnopqrηθικλμÜ¨stuvwxyzνξοπρς\ufffdάέήϊίόύϋώστυφχψ¸ABCDEFGHI\ufffdωÂàäê´JKLMNOPQR±éèëîï°\ufffdSTUVWXYZ½öôûùü0123456789ÿçÇ\ufffd\ufffd\u009f',
  ibm424:
    ' אבגדהוזחט¢.<(+|&יךכלםמןנס!$*);¬-/עףפץצקרש¦,%_>?\ufffdת\ufffd\ufffd\u00a0\ufffd\ufffd\ufffd‗`:#@\'="\ufffdabcdefghi«»\ufffd\ufffd\ufffd±°jklmnopqr\ufffd\ufffd\ufffd¸\ufffd¤µ~stuvwxyz\ufffd\ufffd\ufffd\ufffd\ufffd®^£¥•©§¶¼½¾[]‾¨´×{ABCDEFGHI\u00ad\ufffd\ufffd\ufffd\ufffd\ufffd}JKLMNOPQR¹\ufffd\ufffd\ufffd\ufffd\ufffd\\÷STUVWXYZ²\ufffd\ufffd\ufffd\ufffd\ufffd0123456789³\ufffd\ufffd\ufffd\ufffd\u009f',
  'ibm-thai':
    ' \u00a0กขฃคฅฆง[¢.<(+|&่จฉชซฌญฎ]!$*);¬-/ฏฐฑฒณดต^¦,%_>?฿๎ถทธนบปผ`:#@\'="๏abcdefghiฝพฟภมย๚jklmnopqrรฤลฦวศ๛~stuvwxyzษสหฬอฮ๐๑๒๓๔๕๖๗๘๙ฯะัาำิ{ABCDEFGHI้ีึืุู}JKLMNOPQRฺเแโใไ\\๊STUVWXYZๅๆ็่้๊0123456789๋์ํ๋์\u009f',
  ibm870:
    ' \u00a0âäţáăčçć[.<(+!&éęëůíîľĺß]$*);^-/ÂÄ˝ÁĂČÇĆ|,%_>?ˇÉĘËŮÍÎĽĹ`:#@\'="˘abcdefghiśňđýřş°jklmnopqrłńš¸˛¤ą~stuvwxyzŚŇĐÝŘŞ˙ĄżŢŻ§žźŽŹŁŃŠ¨´×{ABCDEFGHI\u00adôöŕóő}JKLMNOPQRĚűüťúě\\÷STUVWXYZďÔÖŔÓŐ0123456789ĎŰÜŤÚ\u009f',
  ibm880:
    ' \ufffdђѓё\ufffdѕіїј[.<(+!&љњћќ\ufffdџЪ№Ђ]$*);^-/ЃЁ\ufffdЅІЇЈЉ¦,%_>?ЊЋЌ\ufffd\ufffdЏюаб\ufffd:#@\'="цabcdefghiдефгхийjklmnopqrклмнопя\ufffdstuvwxyzрстужвьызшэщчъЮАБЦДЕФГ\ufffdABCDEFGHIХИЙКЛМ\ufffdJKLMNOPQRНОПЯРС\\¤STUVWXYZТУЖВЬЫ0123456789ЗШЭЩЧ\u009f',
  ibm905:
    ' \ufffdâäàá\ufffdċ{ñÇ.<(+!&éêëèíîïìßĞİ*);^-/ÂÄÀÁ\ufffdĊ[Ñş,%_>?\ufffdÉÊËÈÍÎÏÌı:ÖŞ\'=Ü˘abcdefghiħĉŝŭ\ufffd|°jklmnopqrĥĝĵ˛\ufffd¤µöstuvwxyzĦĈŜŬ\ufffd@·£ż}Ż§]\ufffd½$ĤĜĴ¨´×çABCDEFGHI\u00adô~òóġğJKLMNOPQR`û\\ùú\ufffdü÷STUVWXYZ²Ô#ÒÓĠ0123456789³Û"ÙÚ\u009f',
  ibm1112:
    ' \u00a0šäąįūåēž¢.<(+|&éęėčų„“ģß!$*);¬-/ŠÄĄĮŪÅĒŽ¦,%_>?øÉĘĖČŲĪĻĢ`:#@\'="Øabcdefghi«»āżń±°jklmnopqrŖŗæķÆ¤µ~stuvwxyz”źĀŻŃ®^£ī·©§¶¼½¾[]ŹĶļ×{ABCDEFGHI\u00adōöņóõ}JKLMNOPQR¹ćüłś’\\÷STUVWXYZ²ŌÖŅÓÕ0123456789³ĆÜŁŚ\u009f',
};

"""Files of images and of sound.

Pixels of PNG, BMP, GIF and lossless WebP files are equal. Decoders of JPEG round in other ways:
compared are shapes and means (to one step of 255), and no pixel is more than four steps off.
"""

import base64

import numpy as np

from tests.goldens.cases import case, numbers


def _file(text):
    return np.array(base64.b85decode(text), object)


# Small pictures, written once by Pillow.
# fmt: off
PNG_RGB = _file(
    'iBL{Q4GJ0x0000DNk~Le00006000052m$~A0O>jku>b%7YDq*vRCt^LUjU&00RIfoU}nn?{t4AuZN?J*2ia5rbHEk-'
    '1>R11yBYig;z)qC9r^$Q=0b+AA^8F7J&ma*_W<oTlK`VC^Z@WOnVm240P`)NmNf4G0QD%QkUHxC_#>=|Kj;DaAF_jD'
    'uPps#`AbUx0000<MNUMnLSTX'
)
PNG_GRAY = _file(
    'iBL{Q4GJ0x0000DNk~Le00006000052mk;807EmvIsgCwE=fc|RCt^LBLLk00RLbQ)y4+^bNx;k;<W$*hWR}v?Es?y'
    'ner_(0QHantmq#NuMZc!yL;3C0000<MNUMnLSTX'
)
PNG_RGBA = _file(
    'iBL{Q4GJ0x0000DNk~Le00006000052nGNE0A^U7<^TWyh)G02RCt^LeE@?00RIfo|6pdzU=RKY57k<2)y5M3#s}F{'
    '2LN-x6?6Rs-u+H_yG|MW0~z8-fa0|s`n3Q8=0XC7uOWu{0qXfZjj25*_W&mCH<RrEqbl^H0Pr#ZnVm10@&NPlEufYy'
    'H17a30QD%Q^^iL2kO2520IZ2Wtmpyy=pV9!AIt7M69H7X*Z=?k07*qoM6N<$f&'
)
PNG_LA = _file(
    'iBL{Q4GJ0x0000DNk~Le00006000052m}BC0L)QUZ2$lOOi4sRRCt^LK>)u00RIeNW)J?=TE-Fw*#L9E{RK{W8T{f%'
    'wH*Kg=7z8N0X>Z-_w6?TqbdOKnVs?gEub{-0QD%4Iso{riRb|zvc(-8n5ZpsZvX%Q07*qoM6N<$f&'
)
PNG_PALETTE = _file(
    'iBL{Q4GJ0x0000DNk~Le00006000051Oos70F-us)c^nh7*I@9MG*KCEZi%Glv6ICmfSg@hC}1}1>@HW{HRSr(EtDd'
    '97#k$RCt_YNM$KxRO1q75K3lY47kR{^!1K203>w;<J^%SrvLx|07*qoM6N<$f&'
)
PNG_BITS = _file(
    'iBL{Q4GJ0x0000DNk~Le00006000050RR9108S&IO8@`>5=lfsRCt_Yn89#{A%)3@;RXN>t^)7e>vB{80000<MNUMn'
    'LSTX'
)
PNG_DEEP = _file(
    'iBL{Q4GJ0x0000DNk~Le00006000055C8xG028Agc>n+aOi4sRRCt^LK>)u00Qm`B!w#v?1;Jki*#K}+_Z3Vp7;W6Q'
    'u*CoY_k!Q^EjyJZALn%dpD_Rfm2K=-EA=wV0PjVNqW}Y^`{I)xNt|9Bh0JEhegFUf07*qoM6N<$f&'
)
BMP_RGB = _file(
    'LQR?g00000001@s001Ze000I6000F5000317ytkO003kF006`e006`e0000000000005>a_3Jv2BlrM6iLCko=!3E!'
    '008tVqcZRSFP)k50P>cgEdcK{002Vf0wJ%4>H+zwjXePOCX+Yq000%hbKV90yLnCn{272q;`$x6007Vo|I21z3H}dl'
    'TGjp%##Gq{000'
)
BMP_GRAY = _file(
    'LQP%-00000001@w001Ze000I6000F5000312mk;8001Ze006`e006`e000010000100000000320RRF50ssR80{{dB'
    '1ONpE1po#H1^@>K2LK2N2mlEQ2>=QT3IGcW3jhoZ3;+!c4FC=f4ge1i4*(Dl5C9Po5dabr5&#nu695zx6aW<!6#y0%'
    '762C)7XTO-7yua=82}m@8UPy`8vq;}8~`019RMC49snO79{?aAAOImDApjyGA^;;JBLE~MBmgBPB>*NSCIBZVCjclY'
    'C;%xbDF7-eDgY}hD*!AkEC4MnEdVYqE&wktF90wwFaR+zF#s|$G5|9(GXOL+GypX<H2^j?HUKv_Hvl*|H~=|0IRH93'
    'IsiL6I{-X9JODjCJpevFJ^(*IKL9{LKmb8OK>$KRLI6WULjXiXL;yuaMF2)dMgT`gM*v7jNB~JmNdQVpN&rhsO8`tv'
    'OaM(yO#n_#P5@6&PXJI*PykU;Q2<g>QUFs^Qvg&{Q~*^~RRC62RsdI5R{&U8SO8gBSpZsES^!&HTL4^KTmW5NT>xHQ'
    'UI1TTUjSfWU;trZVE|%cVgO@fV*q4iWB_GlWdLSoW&merX8>quXaH$xX#i?!Y5;3%YXEF)YyfR-Z2)d=ZUAp@Zvb#`'
    'Z~$>}aR731asYF4a{zR7bO3dAbpUpDb^v#GcK~>JcmR2Mc>sEPdH{QSdjNcVd;ooYeE@!begJ=ee*l1hfB=DkfdGPn'
    'f&hbqg8+ntgaCzwg#d<zh5(0$hX9C(hyaO+i2#a<iU5m?ivWy_i~x;|jR200jsTC3j{uO6kN}a9kpPmCk^qyFlK_;I'
    'lmL~Ll>nBOmH?NRmjIZUm;jlXnE;xangE-dn*f}goB*AjodBMmo&cYpp8%kspa7wvp#Y+yq5z|#qX49&qyVL*r2wX;'
    'rU0j>rvRv^r~s*{sQ{{~ssO92s{pL5tN^X8tpKjBt^lvEuK=*HumG{Ku>i8NvH-KQvjDWTv;eiWwE(uZwg9)cw*a`f'
    'xB$7ixd6Jlx&XVoy8yhrya2tuy#T(xz5u_!zW~6%zyQI)!2rU-!T`g=!vMs@!~n&`#Q?^}#sJ61#{kI4$N<U7$pFgA'
    '$^gsD%K*&G%mB^J%>d5M&H&HP&j8TS&;ZfV(E!rY(g4%b(*V@e)Bx4h)d1Gk)&SSn*8teq*Z|qt*#O$w+5p?z+W_3$'
    '+yLF(-2mR+-T>d<-vHp?-~i#_;Q->|;sE30;{fF3<N)R6<pAd9<^bpC=K$#F=m6>I=>Y2L>HzEO>j3QR>;UcU?EvoX'
    '?f~!a?*Q=d@Bs1g@c{Dj@&NPm^8obp^Z@ns^#Jzv_5k<y_W=0#_yGC&`2hO*`T+a;`vCm>`~dy^{Q&;{{s8~~{{Z!n'
    '0IcXA005%^ner_(0007p`8_7>0049SP8s600094B57ov8000'
)
GIF_ONE = _file(
    'M@dFFH(>?<1ptEp03iAT5B>=N^eY19LYbT}PI<c~sf|62soYU_?KhK#L*x7g-SPnQ*9!aq0000004x9i000I61pojD'
    '9sm~<2!No$00II56g<e_0DuGv1Q1|g;9<mx1_A;AI{'
)
GIF_TWO = _file(
    'M@dFFH(>?<1ptEp03iAT5B>=N^eY19LYbT}PI<c~sf|62soYU_?KhK#L*x7g-SPnQ*9!aq0000004x9i000I61pojD'
    '9sm~<2!No$00II56g<e_0DuGv1Q1|g;9<mx1_A;AA^8LW000gEEC2ui00saB0D~a<0uTNP0Q4&Y=0cgAFiv^9CaH}*'
    'jj7yGckMTmhC}202Ho-i^VbUe00000000Ob023$>K!AaPfdvf!aKNx3fdvHsAZP$Fz{CLo0RTG'
)
JPEG_RGB = _file(
    '|JeWF01!$>Nk#wx0RR9200961|JwjV00smF1_cBL1_cHO2L=cV5DE$j2?`Vr4-60&6c`v66c!d59VH(c8zUSR79cDj'
    'BPJ&)Dk&KsEif%8FeNA{DF534LjeZ|2MP!Z6AB6wC>j<TC@3f>C@3f>C@3f>C@3f>C@3f>C@3f>C@3f>C@3f>C@3f>'
    'C@3f>C@3f>C@3f>C@BBH01*fP3;+-V0U`hb5di}c0sq7R9{>OW1pxs80RaI300000000010s{mE1_uZU3Jd?l0JRVR'
    '0s#X90t5pE1q1{D00Dgg0s{a95d{(<F+m0sQDFxnaTGFvk)a49Lb1UWQqk}vGh%Xr2?`b$7#SKRCMPH<Dl|1VH#j*u'
    'LqtVJM@UIZQ&d$}S6EqEV`OD!XJ~0^b98lfcX)YvgM@{Khlq)al9QB`mY0~BnxdnmrKYE-sj9NGw6(UkxVgH*!^FkL'
    '$H>Xb($mz{*4NnC+Tr5k<mKk)=;`Y5^7Hid_V@Vt`v1fL9{~UZ0RaI40RaI40RR91000010s{mE1_uZU3Jd?l0JRYS'
    '0s#U91Oo&I1q1{D0Rndb0RjUN1O*{61`<J02Vrp&A~Jyp6he`qvB3!=Gg9ysVsg<679=#`CGi&+85$-hC@Cs6Ha9pq'
    'IzvQ7Mn_0VN>fx-R##YAT4Q8oW@l(=YIAgTc6WGrdV+(5g@%WSiHeewl$Dm3n3<ZQqok##r>Lo_va__cwzs&sy28W6'
    '#m2|T$;#5x)YaD4*xB0R<K*S$=jiF`^7Hid_V@Vt`v2Mh3<CiG0ucid06zeeL-BXr{pagmgQ9r5?*8-juamSrO6TSI'
    '>(DekO6TSI>k1haBddkDZjZWu|Je'
)
JPEG_GRAY = _file(
    '|JeWF01!$>Nk#wx0RR9200961|JwjV015{O2nPlV2nYxZ3JMDj7!VE(4GtX@77-XDA0;FrA0i<pD>pADDKse|A}~QQ'
    'G&wsyK0YNbL`g$DNH;w`JO97{3kU!V01yEI5di<h03QGV0R;g80RaI400000000000RjUA1qKHQ2?`7U!~nGr00IF6'
    '0|EpC1qB2I0004f0RjU61Q7)iAu&M)6H#FYB5@QlfsvsIBSNvk6;jdgBr{@if(Z&17Z@2DB_<~*DJnEIHa9pqIzvQ7'
    'Mn_0VN>fx-R##YAT4Q8oW@l(=YIAgTc6WGrdV_?8hKGoWijtF*m6n&7nVO=bq@|{(sHv*5v$VCgx45~w!o$SH#>dFX'
    '%F@%+)z;V8+1laa<K*S$=jiF`@$&QZ_4fDp`TGCb00;pA002J#>VM%l{{W`Htsn55f74&qyfgb+^Zt5K{jGWb06i=J'
    '*#'
)
WEBP = _file(
    'Qb|TessI20S4BclR!}%hod5s;F9iSr0Pnyi0Dv^OTz=Al{ykvQ!QHnSY$MxN^4;BIDxm)w$f@E*XviwE?KENdLIWfq'
    '{%s^}T`=R!{KpsN&pdAbI|3k&<Uq<sw3%D=%DUjR$!W6H7A@`GP^GyrYbN^b^P3x#C&D(IEW+DSf6qKUd-dX3c$ipN'
    '7}!8zBuQrM?rj?p{g3WoC;6Mj6~(KD%)oEaba-~M0ss'
)
# fmt: on
PCM = np.array(
    b"RIFF\x32\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x40\x1f\x00\x00\x00\x7d\x00\x00"
    b"\x04\x00\x10\x00LIST\x02\x00\x00\x00ab"
    b"data\x0c\x00\x00\x00\x00\x40\x33\xf3\x66\x26\x9a\x19\x00\x80\x9a\x59",
    object,
)  # fmt: skip
SOUND = numbers(7, 2, lo=-1.2, hi=1.2).astype(np.float32)
PNGS = [PNG_RGB, PNG_GRAY, PNG_RGBA, PNG_LA, PNG_PALETTE, PNG_BITS, PNG_DEEP]
NEAR = {"rtol": 0.0, "atol": 4.0}
BYTES = (numbers(2, 3, 4, 3) * 120 + 125).astype(np.uint8)


def floats(function):
    """Bytes as floats, which are compared with a tolerance."""

    def run(tf, contents, *args, **kwargs):
        out = tf
        for part in function.split("."):
            out = getattr(out, part)
        pixels = tf.cast(out(contents, *args, **kwargs), tf.float32)
        return pixels, tf.reduce_mean(pixels) * 4.0

    return run


def there_and_back(tf, image):
    return [tf.io.decode_png(tf.io.encode_png(image)[i]) for i in range(2)]


def deep(tf, image):
    return tf.io.decode_png(tf.io.encode_png(image), dtype=tf.uint16)


def read(tf, contents, **kwargs):
    return list(tf.audio.decode_wav(contents, **kwargs))


CASES = [
    *(case("io.decode_png", f) for f in PNGS),
    *(case("image.decode_png", f, channels=3) for f in PNGS),
    *(case("image.decode_png", f, channels=4) for f in (PNG_RGB, PNG_GRAY, PNG_LA)),
    case("image.decode_png", PNG_DEEP, run=lambda tf, f: tf.io.decode_png(f, dtype=tf.uint16)),
    case("image.decode_png", PNG_RGB, run=lambda tf, f: tf.io.decode_png(f, dtype=tf.uint16)),
    case("image.decode_bmp", BMP_RGB),
    case("io.decode_bmp", BMP_GRAY),
    case("io.decode_gif", GIF_ONE),
    case("image.decode_gif", GIF_TWO),
    case("image.decode_gif", PNG_RGB),
    case("image.decode_webp", WEBP),
    case("image.decode_image", GIF_TWO),
    case("image.decode_image", GIF_TWO, expand_animations=False),
    case("io.decode_image", PNG_RGBA, channels=3),
    case("io.decode_image", PNG_RGB, run=lambda tf, f: tf.io.decode_image(f, dtype=tf.float32)),
    case("io.decode_jpeg", JPEG_RGB, run=floats("io.decode_jpeg"), **NEAR),
    case("io.decode_jpeg", JPEG_RGB, channels=1, run=floats("io.decode_jpeg"), **NEAR),
    case("image.decode_jpeg", JPEG_GRAY, run=floats("io.decode_jpeg"), **NEAR),
    case("image.decode_jpeg", JPEG_GRAY, channels=3, run=floats("io.decode_jpeg"), **NEAR),
    case(
        "io.decode_and_crop_jpeg", JPEG_RGB, np.array([2, 3, 7, 9], np.int32),
        run=floats("io.decode_and_crop_jpeg"), atol=10.0,  # no colors beyond it
    ),
    case("io.extract_jpeg_shape", JPEG_RGB),
    case("image.extract_jpeg_shape", JPEG_GRAY),
    case("io.is_jpeg", JPEG_RGB),
    case("image.is_jpeg", PNG_RGB),
    case("io.encode_png", BYTES, run=there_and_back),
    case("image.encode_png", BYTES[0].astype(np.uint16)[..., :1] * 201, run=deep),
    case("audio.encode_wav", SOUND, 8000),
    case("audio.decode_wav", PCM, run=read),
    case("audio.decode_wav", PCM, run=read, desired_channels=1),
    case("audio.decode_wav", PCM, run=read, desired_channels=3, desired_samples=2),
    case("audio.decode_wav", PCM, run=read, desired_samples=5),
]  # fmt: skip

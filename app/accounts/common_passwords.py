"""Passwords that Indonesians choose often, which English lists do not know.

Made here by hand, from what people everywhere take: endearments, prayers, family, football, food,
places and the word "password" itself, each alone, doubled, or with the digits that people add.
"""

from __future__ import annotations

from itertools import chain

_WORDS = """
aku akucinta akusayangkamu alhamdulillah allah allahuakbar anakku anjing arema aremania astaga
ayah ayahbunda ayam ayangku ayank babi bali bandung bandungku bangsat bapak bebek belanja
bidadari bintang bismillah bismilah bobotoh bobotohpersib bogoh bola borneo brimob bunda buaya
bungaku cantik cantikku ceria cewek cinta cintaku cintakamu cintasejati cintadamai coba cowok cucu
dangdut depok dewi doraemon dunia emak gajah ganteng garuda gempa gila goblok gorengan gratis
hadiah halal hantu harapan hebat hello hidup ibu ibuku ikhlas indah indo indomie indonesia
indonesiaku indonesiaraya insyaallah islam istri istriku jakarta jakmania jawa jelek jodoh jogja
jomblo jokowi kacang kakak kakek kamu kangen kantor karyawan kasih kasihku katasandi kebaya keluarga
keluargaku kenangan kerja kerupuk kesayangan kopi kucing kuda kuning lagi lapar lebaran lontong
love lovekamu lucu lupa lupasandi madura makan malaikat malang malam mama mamaku mamapapa manis
manja masuk masya masyaallah matahari medan menang mentari merah merdeka minang mobil motor
muhammad musik nasi nasigoreng nenek ngentot nusantara nyonya ojek online pacar pacarku padang
palembang pancasila papa papaku papamama pasar password pemuda penjual pembeli persebaya persib
persibku persija persipura pesan pintar pisang polisi prabowo presiden puasa putra putri qurban
rahasia rahasiaku ramadhan rejeki rendang rezeki rindu rumah rumahku sahabat sakit salam samarinda
sandi sate sayang sayangku sayangkamu sayangmama sayangibu sejahtera sekolah selalu selamat semangat
semarang sempurna senang senyum setia setiap shalawat sholat singa solo subhanallah sukses
sukabumi sumatera surabaya suami suamiku surga susu tahu tangerang telkomsel tembem teman tempe
terimakasih tersayang tiada tidur timnas toko tokoku tolong topeng tuhan tuhanyesus tukang
uang ulangtahun wanita warung wibu yogya yogyakarta zikir
""".split()  # noqa: SIM905

_ENDINGS = """
1 01 02 07 10 11 12 13 17 21 22 23 33 45 69 77 88 99 00 007 100 111 123 1234 12345 123456 123456789
321 345 456 666 777 888 999 000 17845 170845 1945 1990 1991 1992 1993 1994 1995 1996 1997 1998
1999 2000 2001 2002 2003 2004 2005 2006 2007 2008 2009 2010 2015 2018 2019 2020 2021 2022 2023 2024
2025 2026 2027 ! 1! 123! @123 _123 -123 . ku mu kamu banget selalu indonesia jaya aja saja
""".split()  # noqa: SIM905

_BEGINNINGS = ("i", "si", "iam", "ilove", "aku", "akusayang", "cinta", "sayang", "i love ", "123")

_PHRASES = """
akucintakamu akusayangkamu1 akucintadia akusayangmama akusayangibu akuanakindonesia akuganteng
akucantik akulupa akulupasandi apaajadeh apaaja apakabar assalamualaikum assalamualaikum123
asalamualaikum astagfirullah astaghfirullah bhinnekatunggalika bismillahirrahmanirrahim bodoamat
duaribu empatlima gakada gakadapassword gaktahu gataulah hanyakamu hidupmulia inipassword
inipasswordku inirahasia jangandibuka janganlupa kamudanaku kartini21 kataku123 kosongsaja
lahaulawalaquwata laailahaillallah lupapassword maluku123 masukaja merahputih merahputih45
namasaya namaku123 nomorhp passwordku passwordsaya pancasila5 putihabu rahasiadong rahasiakita
rahasianegara sandikusandi sandisaya satuduatiga satuduatigaempat sayacinta sayacintakamu
sayacintaindonesia sayalupa sayasayangkamu selamatdatang selamatpagi semogaberhasil semogasukses
siapakamu sukasuka suksesselalu takada takterlupakan terserah terserahlah terserahaku tidakada
tidaktahu ulangtahunku yaallah yaallah123 yarabbi zamannow
""".split()  # noqa: SIM905


def _made() -> frozenset[str]:
    alone = chain(_WORDS, _PHRASES)
    ended = (word + ending for word in _WORDS for ending in _ENDINGS)
    begun = (beginning + word for word in _WORDS for beginning in _BEGINNINGS)
    doubled = (word + word for word in _WORDS)
    return frozenset(word for word in chain(alone, ended, begun, doubled) if len(word) >= 8)


INDONESIAN = _made()

using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Simulator.Traffic;

/// <summary>What a TLS 1.3 connection looks like from outside (RFC 8446, 4 and 5). Nothing in it is encrypted: it is noise.</summary>
internal sealed class TlsTalk(TcpSession session, Noise noise)
{
    private const long RoundTrip = 24_000_000;

    /// <summary>Opens, says hello to a name, sends some answers to some questions, and ends; returns when.</summary>
    public long Run(long at, string serverName, int exchanges)
    {
        byte[] legacySession = noise.Bytes(32);
        at = Hello(session.Open(at, RoundTrip), serverName, legacySession);
        for (int i = 0; i < exchanges; i++)
        {
            at += noise.Between(500_000_000, 4_000_000_000);
            session.Say(at, true, Record(0x17, 0x0303, noise.Bytes((int)noise.Between(40, 120))));
            session.Say(at += noise.Between(3_000_000, 30_000_000), false, Record(0x17, 0x0303, noise.Bytes((int)noise.Between(400, 1300))));
            session.Acknowledge(at + RoundTrip, fromServer: true);
        }

        return session.Close(at + Agenda.Second, fromServer: false, RoundTrip);
    }

    /// <summary>The handshake on a connection that is open; returns when it is through.</summary>
    public long Hello(long at, string serverName, byte[] legacySession)
    {
        session.Say(at += 300_000, false, Record(0x16, 0x0301, ClientHello(serverName, legacySession)));
        session.Say(at += RoundTrip, true, Join(
            Record(0x16, 0x0303, ServerHello(legacySession)), Record(0x14, 0x0303, [1]), Record(0x17, 0x0303, noise.Bytes(1100))));
        session.Say(at += 2_000_000, false, Join(Record(0x14, 0x0303, [1]), Record(0x17, 0x0303, noise.Bytes(69))));
        session.Acknowledge(at + RoundTrip, fromServer: true);
        return at;
    }

    /// <summary>Encrypted data of one side.</summary>
    public void Data(long at, bool fromServer, int length) =>
        session.Say(at, fromServer, Record(0x17, 0x0303, noise.Bytes(length)));

    private byte[] ClientHello(string serverName, byte[] legacySession)
    {
        byte[] name = System.Text.Encoding.ASCII.GetBytes(serverName);
        byte[] extensions = Join(
            Extension(0, Join(U16(name.Length + 3), [0], U16(name.Length), name)),
            Extension(10, [0, 2, 0, 29]), // x25519
            Extension(13, [0, 4, 4, 3, 8, 4]), // ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256
            Extension(43, [2, 3, 4]),
            Extension(51, Join(U16(36), U16(29), U16(32), noise.Bytes(32))));
        return Handshake(1, Join(
            U16(0x0303), noise.Bytes(32), [32], legacySession, U16(4), U16(0x1301), U16(0x1302), [1, 0],
            U16(extensions.Length), extensions));
    }

    private byte[] ServerHello(byte[] legacySession)
    {
        byte[] extensions = Join(
            Extension(43, [3, 4]), Extension(51, Join(U16(29), U16(32), noise.Bytes(32))));
        return Handshake(2, Join(
            U16(0x0303), noise.Bytes(32), [32], legacySession, U16(0x1301), [0], U16(extensions.Length), extensions));
    }

    private static byte[] Extension(int type, byte[] data) => Join(U16(type), U16(data.Length), data);

    private static byte[] Handshake(byte type, byte[] body) => Join([type, 0], U16(body.Length), body);

    private static byte[] Record(byte type, int version, byte[] fragment) =>
        Join([type], U16(version), U16(fragment.Length), fragment);
}

using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions.Ssh;

/// <summary>An SSH session with one wrong password, as RFC 4253 has it.</summary>
public sealed class SshVectors : SessionVectors
{
    public override string Folder => "Ssh";

    public override OtProtocol Protocol => OtProtocol.Ssh;

    public override ushort ServerPort => 22;

    public override int MostHeldBytes => 4 + (8 * 1024);

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } =
    [
        new(false, "SSH-2.0-OpenSSH_9.7\r\n"u8.ToArray()),
        new(true, "Crane QC07, authorised use only\r\n\nSSH is spoken here\r\n"u8.ToArray()),
        new(true, "SSH-1.99-dropbear_2022.83 yard\r\n"u8.ToArray()),
        new(false, Packet(
        [
            20, .. new byte[16],
            .. List("curve25519-sha256,diffie-hellman-group14-sha256"), .. List("ssh-ed25519,rsa-sha2-512"),
            .. List("chacha20-poly1305@openssh.com,aes128-ctr"), .. List("aes128-ctr"),
            .. List("umac-64@openssh.com,hmac-sha2-256"), .. List("hmac-sha2-256"),
            .. List("none,zlib@openssh.com"), .. List("none"), .. List(""), .. List(""), 0, 0, 0, 0, 0,
        ])),
        new(true, Packet(
        [
            20, .. new byte[16],
            .. List("diffie-hellman-group14-sha256,curve25519-sha256"), .. List("ssh-ed25519"),
            .. List("aes128-ctr,aes256-ctr"), .. List("aes256-ctr,aes128-ctr"),
            .. List("hmac-sha2-256"), .. List("hmac-sha2-256"),
            .. List("none"), .. List("none"), .. List(""), .. List(""), 0, 0, 0, 0, 0,
        ])),
        new(false, Packet([30, 0, 0, 0, 32, .. new byte[32]])),
        new(true, Packet(
        [
            31, 0, 0, 0, 51, 0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. Enumerable.Range(0, 32).Select(i => (byte)i),
            0, 0, 0, 32, .. new byte[32], 0, 0, 0, 4, 1, 2, 3, 4,
        ])),
        new(true, Packet([21])),
        new(false, Packet([21])),
        new(true, Encrypted(120)), // extensions, RFC 8308
        new(false, Encrypted(56)), // service request
        new(true, Encrypted(56)), // service accepted
        new(false, Encrypted(72)), // method none
        new(true, Encrypted(88)), // refused: which methods there are
        new(false, Encrypted(160)), // a password
        new(true, Encrypted(88)), // refused
        new(false, Encrypted(160)),
        new(true, Encrypted(40)), // accepted
        new(false, Encrypted(80)),
        new(true, Encrypted(80)),
    ];

    public override IReadOnlyList<string> Records { get; } =
    [
        "session client=SSH-2.0-OpenSSH_9.7 server=SSH-1.99-dropbear_2022.83 yard version=2 "
            + "hassh=d8842e49941d1147c8755f669640db52 hassh_server=fe7beed541e116104342a5f6dafcd341 "
            + "cipher=aes128-ctr mac_alg=hmac-sha2-256 compression_alg=none kex_alg=curve25519-sha256 host_key_alg=ssh-ed25519 "
            + "host_key_fingerprint=SHA256:ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA auth_success=T auth_attempts=2",
    ];

    // RFC 4253, 6: padded to eight bytes, with four at least.
    private static byte[] Packet(byte[] payload)
    {
        int padding = 8 - ((payload.Length + 5) % 8);
        if (padding < 4) padding += 8;
        byte[] packet = [0, 0, 0, 0, (byte)padding, .. payload, .. new byte[padding]];
        BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length - 4);
        return packet;
    }

    private static byte[] List(string names)
    {
        byte[] list = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(names)];
        BinaryPrimitives.WriteInt32BigEndian(list, names.Length);
        return list;
    }

    private static byte[] Encrypted(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 151) + 77))];
}

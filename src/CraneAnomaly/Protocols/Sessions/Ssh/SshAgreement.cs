using System.Text;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Ssh;

/// <summary>What two sides agree upon (RFC 4253, 7.1): the first name of the client's list that the server has too.</summary>
internal static class SshAgreement
{
    // Some sixty names are real; without a bound two long lists would cost their product.
    private const int MostNames = 128;

    private static ReadOnlySpan<byte> None => "Algorithm negotiation failed"u8;

    /// <summary>Adds all that is agreed upon.</summary>
    public static void Tell(in SshOffer client, in SshOffer server, FactWriter facts)
    {
        Tell(Fact.Cipher, Choose(client.CipherToServer, server.CipherToServer), Choose(client.CipherToClient, server.CipherToClient), facts);
        Tell(Fact.Mac, Choose(client.MacToServer, server.MacToServer), Choose(client.MacToClient, server.MacToClient), facts);
        Tell(Fact.Compression, Choose(client.CompressionToServer, server.CompressionToServer),
            Choose(client.CompressionToClient, server.CompressionToClient), facts);
        facts.Add(Fact.KeyExchange, Choose(client.KeyExchange, server.KeyExchange));
        facts.Add(Fact.HostKeyAlgorithm, Choose(client.HostKey, server.HostKey));
    }

    /// <summary>Whether one of the directions is compressed, so that sizes say nothing.</summary>
    public static bool IsCompressed(in SshOffer client, in SshOffer server) =>
        IsCompression(Choose(client.CompressionToServer, server.CompressionToServer))
        || IsCompression(Choose(client.CompressionToClient, server.CompressionToClient));

    /// <summary>The name agreed upon, or the words of Zeek when there is none.</summary>
    public static ReadOnlySpan<byte> Choose(ReadOnlySpan<byte> client, ReadOnlySpan<byte> server)
    {
        for (int i = 0; i < MostNames && TryTake(ref client, out var name); i++)
        {
            var others = server;
            for (int j = 0; j < MostNames && TryTake(ref others, out var other); j++)
            {
                if (!name.IsEmpty && name.SequenceEqual(other)) return name;
            }
        }

        return None;
    }

    private static bool IsCompression(ReadOnlySpan<byte> name) => name.StartsWith("zlib"u8);

    private static bool TryTake(scoped ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (list.IsEmpty) return false;
        int comma = list.IndexOf((byte)',');
        name = comma < 0 ? list : list[..comma];
        list = comma < 0 ? default : list[(comma + 1)..];
        return true;
    }

    // As Zeek says it when the directions differ.
    private static void Tell(Fact fact, ReadOnlySpan<byte> toServer, ReadOnlySpan<byte> toClient, FactWriter facts)
    {
        int length = "To server: , to client: ".Length + toServer.Length + toClient.Length;
        if (toServer.SequenceEqual(toClient) || length > FactWriter.MostBytes)
        {
            facts.Add(fact, toServer);
            return;
        }

        var room = facts.Room(fact, length);
        if (room.IsEmpty) return;
        int at = Encoding.ASCII.GetBytes("To server: ", room);
        toServer.CopyTo(room[at..]);
        at += toServer.Length;
        at += Encoding.ASCII.GetBytes(", to client: ", room[at..]);
        toClient.CopyTo(room[at..]);
    }
}

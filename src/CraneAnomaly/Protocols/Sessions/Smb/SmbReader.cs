using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Smb;

/// <summary>
/// Reads SMB: a record for each message that says who logs in, which share, file or interface is opened, and how it went.
/// Data are passed over, and what is encrypted too.
/// </summary>
internal sealed class SmbReader<TSink>(int[] commands) : ExchangeReader<TSink> where TSink : struct, IRecordSink
{
    // Names and logins stand in the first bytes of a message.
    private const int MostLookedAt = 4 * 1024;

    private readonly int[] _chained = new int[2];
    private OpenRequests _open;
    private bool _oldTold;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Smb;

    /// <inheritdoc/>
    protected override int MostHeldBytes => SmbMessage.FrameBytes + MostLookedAt;

    /// <inheritdoc/>
    protected override void OnHole(int side) => _chained[side] = 0;

    /// <inheritdoc/>
    protected override void Forget()
    {
        Array.Clear(_chained);
        (_open, _oldTold) = (default, false);
    }

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, ref OtRecord record, out int consumed)
    {
        consumed = 0;
        int side = SideOf(context);

        // Keep-alives of NetBIOS have no content; after a hole, the next piece that begins with a message is where it goes on.
        if (bytes[0] is not (0 or 0x81 or 0x82 or 0x85)) return OperationStatus.InvalidData;
        if (bytes.Length < SmbMessage.FrameBytes) return OperationStatus.NeedMoreData;
        int length = bytes[1] << 16 | bytes[2] << 8 | bytes[3];
        int looked = Math.Min(length, MostLookedAt);
        if (bytes.Length < SmbMessage.FrameBytes + looked) return OperationStatus.NeedMoreData;
        var message = bytes.Slice(SmbMessage.FrameBytes, looked);
        bool isSmb = bytes[0] == 0 && looked >= 4 && message[1..4].SequenceEqual("SMB"u8);
        if (!isSmb && bytes[0] == 0 && length > 0) return OperationStatus.InvalidData;
        int told = -1;
        if (isSmb && message[0] == SmbMessage.Two) told = ReadChain(message, ref record, ref _chained[side]);
        else if (isSmb && message[0] == SmbMessage.One) told = ReadOld(message, ref record);

        // A chain is gone through once for each of its messages that says something.
        if (told >= 0 && _chained[side] > 0)
        {
            consumed = 0;
            return OperationStatus.Done;
        }

        consumed = SmbMessage.FrameBytes + looked;
        PassOver(side, length - looked);
        _chained[side] = 0;
        return told >= 0 ? OperationStatus.Done : OperationStatus.DestinationTooSmall;
    }

    // 3.2.4.1.4: messages in one, each with where the next begins.
    private int ReadChain(ReadOnlySpan<byte> chain, ref OtRecord record, ref int begin)
    {
        while (true)
        {
            var rest = chain[begin..];
            if (rest.Length < SmbMessage.HeaderBytes || rest[0] != SmbMessage.Two)
            {
                begin = 0;
                return -1;
            }

            var message = new SmbMessage(rest);
            uint next = message.Next;
            bool isLast = next < SmbMessage.HeaderBytes || next > rest.Length - SmbMessage.HeaderBytes;
            int told = new SmbMessage(isLast ? rest : rest[..(int)next]).Tell(Facts);
            begin = isLast ? 0 : begin + (int)next;
            if (told >= 0)
            {
                record.Kind = message.IsResponse ? RecordKind.Response : RecordKind.Request;
                record.FunctionCode = (ushort)message.Command;
                record.FunctionSymbol = commands[told];
                record.Transaction = (uint)message.Id;
                if (!message.IsResponse) _open.Open(message.Id, record.TimestampNs);
                else _open.Pair(message.Id, ref record);
                return told;
            }

            if (isLast) return -1;
        }
    }

    // MS-CIFS, 2.2.3.1: the command is the fifth byte, the login may be as in the new version.
    private int ReadOld(ReadOnlySpan<byte> message, ref OtRecord record)
    {
        const byte OldNegotiate = 0x72, OldSessionSetup = 0x73;
        if (message.Length < 32) return -1;
        bool isResponse = (message[9] & 0x80) != 0;
        int told = message[4] switch
        {
            OldNegotiate when isResponse && !_oldTold => SmbMessage.Negotiate,
            OldSessionSetup when !isResponse && NtlmMessage.Tell(message, Facts) => SmbMessage.SessionSetup,
            _ => -1,
        };
        if (told < 0) return told;
        if (told == SmbMessage.Negotiate)
        {
            _oldTold = true;
            Facts.Add(Fact.Dialect, "1");
        }

        record.Kind = isResponse ? RecordKind.Response : RecordKind.Request;
        record.FunctionCode = message[4];
        record.FunctionSymbol = commands[told];
        return told;
    }
}

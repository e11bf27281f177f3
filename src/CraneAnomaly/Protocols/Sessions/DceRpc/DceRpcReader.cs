using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.DceRpc;

/// <summary>Bounds that do not depend on where records go.</summary>
internal static class DceRpcReader
{
    /// <summary>Most bytes of a PDU that is looked into; Windows sends 5,840.</summary>
    public const int MostPdu = 8 * 1024;
}

/// <summary>
/// Reads who asks for which interface: a record for each bind, its answer, and the login that follows; calls are passed over.
/// </summary>
/// <param name="names">Symbols of a bind, its answer, another bind, and a login.</param>
internal sealed class DceRpcReader<TSink>(int[] names) : ExchangeReader<TSink> where TSink : struct, IRecordSink
{
    private const byte Login = 16;

    private readonly bool[] _lost = new bool[2];
    private OpenRequests _open;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.DceRpc;

    /// <inheritdoc/>
    protected override int MostHeldBytes => DceRpcReader.MostPdu;

    /// <inheritdoc/>
    protected override void OnHole(int side) => _lost[side] = true;

    /// <inheritdoc/>
    protected override void Forget()
    {
        Array.Clear(_lost);
        _open = default;
    }

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, ref OtRecord record, out int consumed)
    {
        consumed = 0;
        int side = SideOf(context);
        // Behind a hole the next piece that begins with a PDU is where it goes on.
        if (bytes.Length < RpcInterfaces.HeaderBytes) return _lost[side] || bytes[0] != 5 ? OperationStatus.InvalidData : OperationStatus.NeedMoreData;
        if (!RpcInterfaces.IsPdu(bytes)) return OperationStatus.InvalidData;
        _lost[side] = false;
        int length = RpcInterfaces.Length(bytes);
        byte type = bytes[2];
        bool isTold = type is RpcInterfaces.Bind or RpcInterfaces.BindAcknowledge or RpcInterfaces.AlterContext or Login && length <= DceRpcReader.MostPdu;
        if (!isTold)
        {
            consumed = Math.Min(length, bytes.Length);
            PassOver(side, length - consumed);
            return OperationStatus.DestinationTooSmall;
        }

        if (bytes.Length < length) return OperationStatus.NeedMoreData;
        consumed = length;
        var pdu = bytes[..length];
        uint call = BinaryPrimitives.ReadUInt32LittleEndian(pdu[12..]);
        record.FunctionCode = type;
        record.Transaction = call;
        record.Kind = type == RpcInterfaces.BindAcknowledge ? RecordKind.Response : type == Login ? RecordKind.Event : RecordKind.Request;
        record.FunctionSymbol = names[type switch { RpcInterfaces.Bind => 0, RpcInterfaces.BindAcknowledge => 1, RpcInterfaces.AlterContext => 2, _ => 3 }];
        if (type is RpcInterfaces.Bind or RpcInterfaces.AlterContext)
        {
            RpcInterfaces.Tell(pdu, Facts);
            _open.Open(call, record.TimestampNs);
        }

        if (type == RpcInterfaces.BindAcknowledge) _open.Pair(call, ref record);
        else NtlmMessage.Tell(pdu, Facts);
        return OperationStatus.Done;
    }
}

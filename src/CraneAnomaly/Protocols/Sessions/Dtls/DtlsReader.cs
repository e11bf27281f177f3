using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Dtls;

/// <summary>Reads which version the two sides agree upon; without an answer, the client's.</summary>
internal sealed class DtlsReader<TSink> : SessionReader<TSink> where TSink : struct, IRecordSink
{
    // A client that is asked for a cookie comes again; more than these are not read.
    private const int MostDatagrams = 64;

    private DtlsHello _hello;
    private int _datagrams;
    private bool _known;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Dtls;

    /// <inheritdoc/>
    protected override int MostHeldBytes => 0;

    /// <inheritdoc/>
    protected override void Forget() => (_hello, _datagrams, _known) = (default, 0, false);

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, out int consumed)
    {
        consumed = bytes.Length;
        bool isHello = DtlsHello.TryRead(bytes, out var hello);
        if (isHello && (hello.IsServer || (hello.IsClient && !_known))) (_hello, _known) = (hello, true);
        if ((isHello && hello.IsServer) || ++_datagrams >= MostDatagrams) Finish();
        return OperationStatus.Done;
    }

    /// <inheritdoc/>
    protected override void Conclude()
    {
        if (_known) Facts.Add(Fact.Version, _hello.Name);
        Facts.Add(Fact.Answered, _known && _hello.IsServer);
    }
}

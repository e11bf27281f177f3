using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>Reads a protocol in which each message says something of its own: one record a message.</summary>
internal abstract class ExchangeReader<TSink> : ProtocolReader<TSink> where TSink : struct, IRecordSink
{
    // Of each side the bytes of a message that nobody looks at, and that have not come yet.
    private readonly long[] _left = new long[2];

    /// <summary>What the message that is being read says.</summary>
    protected FactWriter Facts { get; } = new();

    /// <summary>Most bytes that a message may need; 0 for datagrams, which are whole.</summary>
    protected virtual int MostHeldBytes => 0;

    /// <inheritdoc/>
    public sealed override int Read(ReadOnlySpan<byte> stream, in StreamContext context, ref TSink sink)
    {
        int at = 0;
        while (at < stream.Length)
        {
            ref long left = ref _left[SideOf(context)];
            if (left > 0)
            {
                int passed = (int)Math.Min(left, stream.Length - at);
                left -= passed;
                at += passed;
                continue;
            }

            Facts.Clear();
            var record = context.NewRecord(Protocol, RecordKind.Event);
            var status = ReadMessage(stream[at..], context, ref record, out int consumed);
            if (status == OperationStatus.NeedMoreData && stream.Length - at <= MostHeldBytes) return at;

            // What is no message is passed over to its end; the next piece may begin with one.
            if (status is not (OperationStatus.Done or OperationStatus.DestinationTooSmall)) return stream.Length;
            if (status == OperationStatus.Done)
            {
                // What the capture has cut is not wrong.
                if (context.CutBytes > 0) record.Violation = Violation.None;
                Pdus++;
                record.PayloadLength = (ushort)Facts.Payload.Length;
                sink.OnRecord(in record, new RecordBody(in context.Identity, default, Facts.Payload));
            }

            at += consumed;
        }

        return stream.Length;
    }

    /// <inheritdoc/>
    public override void OnGap(long bytes, in StreamContext context, ref TSink sink)
    {
        // A hole in what nobody looks at does not matter.
        ref long left = ref _left[SideOf(context)];
        if (bytes > left) OnHole(SideOf(context));
        left = Math.Max(0, left - bytes);
    }

    /// <inheritdoc/>
    public sealed override void OnEnd(in StreamContext context, ref TSink sink)
    {
    }

    /// <inheritdoc/>
    public sealed override void Reset()
    {
        Facts.Clear();
        Array.Clear(_left);
        Forget();
        Pdus = 0;
    }

    /// <summary>0 for the client's side, 1 for the server's.</summary>
    protected static int SideOf(in StreamContext context) => context.FromResponder ? 1 : 0;

    /// <summary>The next bytes of a side belong to the message that was read, and say nothing.</summary>
    protected void PassOver(int side, long bytes) => _left[side] = bytes;

    /// <summary>Bytes are missing that would have been read.</summary>
    protected virtual void OnHole(int side)
    {
    }

    /// <summary>
    /// Reads the message at the start of <paramref name="bytes"/>, which are not empty, and fills the record.
    /// <see cref="OperationStatus.DestinationTooSmall"/> stands for a message that says nothing and makes no record.
    /// </summary>
    protected abstract OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, ref OtRecord record, out int consumed);

    /// <summary>Forgets everything, for another flow.</summary>
    protected abstract void Forget();
}

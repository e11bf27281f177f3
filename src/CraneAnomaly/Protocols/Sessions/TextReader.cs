using System.Buffers;
using System.Buffers.Text;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>Reads HTTP and RTSP: one record a message, of its head alone; bodies are passed over.</summary>
/// <param name="methods">Symbols of the methods, in the order of <see cref="TextProtocol.Methods"/>.</param>
internal abstract class TextReader<TSink>(int[] methods) : ExchangeReader<TSink> where TSink : struct, IRecordSink
{
    private TextBody _fromClient;
    private TextBody _fromServer;
    private OpenRequests _open;
    private ulong _asked;
    private ulong _answered;
    private ulong _withoutBody;
    private bool _connects;

    /// <inheritdoc/>
    protected override int MostHeldBytes => TextHead.MostBytes + SoapMessage.MostBytes;

    /// <summary>What versions begin with.</summary>
    protected abstract ReadOnlySpan<byte> Version { get; }

    /// <inheritdoc/>
    public override void OnGap(long bytes, in StreamContext context, ref TSink sink)
    {
        ref TextBody body = ref context.FromResponder ? ref _fromServer : ref _fromClient;
        if (body.Miss(bytes)) return;

        // How many messages are missing is not known, so what is open cannot be paired any more.
        _open = default;
        (_asked, _answered, _withoutBody) = (0, 0, 0);
    }

    /// <inheritdoc/>
    protected override void Forget()
    {
        (_fromClient, _fromServer, _open) = (default, default, default);
        (_asked, _answered, _withoutBody, _connects) = (0, 0, 0, false);
    }

    /// <summary>Passes over what stands between messages, such as media; 0 bytes for nothing.</summary>
    protected virtual OperationStatus Between(ReadOnlySpan<byte> bytes, ref TextBody body, out int consumed)
    {
        consumed = 0;
        return OperationStatus.Done;
    }

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, ref OtRecord record, out int consumed)
    {
        ref TextBody body = ref context.FromResponder ? ref _fromServer : ref _fromClient;
        if (body.IsOpen)
        {
            var skipped = body.Skip(bytes, out consumed);
            return skipped == OperationStatus.Done ? OperationStatus.DestinationTooSmall : skipped;
        }

        var between = Between(bytes, ref body, out consumed);
        if (between != OperationStatus.Done) return between;
        if (consumed > 0) return OperationStatus.DestinationTooSmall;

        // Empty lines between messages are to be ignored (RFC 9112, 2.2).
        if (bytes[0] is (byte)'\r' or (byte)'\n')
        {
            consumed = 1;
            return OperationStatus.DestinationTooSmall;
        }

        if (bytes[0] is < (byte)'A' or > (byte)'Z') return OperationStatus.InvalidData;
        var status = TextHead.TryRead(bytes, out var head, out consumed);
        if (status != OperationStatus.Done) return status;
        if (!head.TrySplit(out var first, out var second, out var third)) return OperationStatus.InvalidData;
        if (first.StartsWith(Version)) return ReadResponse(head, first, second, third, ref record, ref body);
        if (!third.StartsWith(Version)) return OperationStatus.InvalidData;
        return ReadRequest(head, new(first, second, third), bytes[consumed..], ref record, ref body, ref consumed);
    }

    private OperationStatus ReadRequest(
        in TextHead head, TextRequestLine line, ReadOnlySpan<byte> rest, ref OtRecord record, ref TextBody body, ref int consumed)
    {
        // The name of what is asked for stands in the body, so a small one is waited for.
        var type = head.Field("content-type"u8);
        bool isSoap = type.IndexOf("soap"u8) >= 0 || type.IndexOf("text/xml"u8) >= 0;
        long length = Length(head);
        ReadOnlySpan<byte> soap = default;
        if (isSoap && length is > 0 and <= SoapMessage.MostBytes)
        {
            if (rest.Length < length) return OperationStatus.NeedMoreData;
            soap = rest[..(int)length];
            consumed += (int)length;
        }

        record.Kind = RecordKind.Request;
        record.FunctionSymbol = methods[TextProtocol.IndexOf(line.Method)];
        Facts.Add(Fact.Method, line.Method);
        Facts.Add(Fact.Host, head.Field("host"u8));
        TextCredentials.TellUri(line.Uri, Facts);
        Facts.Add(Fact.Version, line.Version[(line.Version.IndexOf((byte)'/') + 1)..]);
        Facts.Add(Fact.UserAgent, head.Field("user-agent"u8));
        Facts.Add(Fact.Referrer, head.Field("referer"u8));
        TextCredentials.TellUser(head.Field("authorization"u8), Facts);
        TellContent(type, length);
        if (isSoap) SoapMessage.Tell(Action(head, type), soap, Facts);
        if (!RemoteAccess.Known.TellName(HostName(head), Facts)) RemoteAccess.Known.TellProgram(head.Field("user-agent"u8), Facts);
        if (!soap.IsEmpty) body.OpenLength(0);
        else if (IsChunked(head)) body.OpenChunks();
        else body.OpenLength(Math.Max(length, 0));

        if (_asked < 64) _withoutBody = line.Method.SequenceEqual("HEAD"u8) ? _withoutBody | 1UL << (int)_asked : _withoutBody;
        _connects = line.Method.SequenceEqual("CONNECT"u8);
        _open.Open(_asked++, record.TimestampNs);
        return OperationStatus.Done;
    }

    private OperationStatus ReadResponse(
        in TextHead head, ReadOnlySpan<byte> version, ReadOnlySpan<byte> code, ReadOnlySpan<byte> words, ref OtRecord record, ref TextBody body)
    {
        if (code.Length != 3 || !Utf8Parser.TryParse(code, out ushort status, out _)) return OperationStatus.InvalidData;
        record.Kind = RecordKind.Response;
        record.FunctionCode = status;
        Facts.Add(Fact.StatusCode, (long)status);
        Facts.Add(Fact.StatusMessage, words);
        Facts.Add(Fact.Version, version[(version.IndexOf((byte)'/') + 1)..]);
        Facts.Add(Fact.Server, head.Field("server"u8));
        var type = head.Field("content-type"u8);
        long length = Length(head);
        TellContent(type, length);
        _open.Pair(_answered, ref record);

        // RFC 9112, 6.3: some results have no body whatever their fields say, and some are not the last.
        bool asksNoBody = _answered < 64 && (_withoutBody >> (int)_answered & 1) != 0;
        bool isInterim = status is >= 100 and < 200 && status != 101;
        if (!isInterim) _answered++;
        if (status == 101 || (_connects && status is >= 200 and < 300))
        {
            _fromClient.OpenRest();
            _fromServer.OpenRest();
        }
        else if (asksNoBody || isInterim || status is 204 or 304)
        {
            body.OpenLength(0);
        }
        else if (IsChunked(head))
        {
            body.OpenChunks();
        }
        else if (length >= 0 || Protocol == OtProtocol.Rtsp)
        {
            // RFC 2326, 4.4: without a length there is no body.
            body.OpenLength(Math.Max(length, 0));
        }
        else
        {
            body.OpenRest();
        }

        return OperationStatus.Done;
    }

    private void TellContent(ReadOnlySpan<byte> type, long length)
    {
        int end = type.IndexOf((byte)';');
        Facts.Add(Fact.ContentType, (end < 0 ? type : type[..end]).TrimEnd((byte)' '));
        if (length >= 0) Facts.Add(Fact.ContentLength, length);
    }

    private static long Length(in TextHead head)
    {
        var field = head.Field("content-length"u8);
        return Utf8Parser.TryParse(field, out long length, out int used) && used == field.Length && length >= 0 ? length : -1;
    }

    private static ReadOnlySpan<byte> HostName(in TextHead head)
    {
        var host = head.Field("host"u8);
        int colon = host.IndexOf((byte)':');
        return colon < 0 ? host : host[..colon];
    }

    private static bool IsChunked(in TextHead head)
    {
        var field = head.Field("transfer-encoding"u8);
        return field.Length >= 7 && Ascii.EqualsIgnoreCase(field[^7..], "chunked"u8);
    }

    // SOAP 1.1 has a field of its own; since 1.2 it is a parameter of the type.
    private static ReadOnlySpan<byte> Action(in TextHead head, ReadOnlySpan<byte> type)
    {
        var stated = head.Field("soapaction"u8);
        if (!stated.IsEmpty) return stated;
        int at = type.IndexOf("action="u8);
        if (at < 0) return default;
        stated = type[(at + "action="u8.Length)..];
        int end = stated.IndexOf((byte)';');
        return (end < 0 ? stated : stated[..end]).Trim((byte)' ');
    }
}

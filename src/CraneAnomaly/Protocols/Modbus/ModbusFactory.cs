using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Modbus;

/// <summary>Recognises Modbus/TCP on any port, and makes its readers.</summary>
internal sealed class ModbusFactory<TSink>(Limits limits, SymbolTable symbols) : ProtocolFactory<TSink>
    where TSink : struct, IRecordSink
{
    /// <summary>Shorter PDUs (exceptions, bare requests) arise too easily by accident to count off the port.</summary>
    private const int StrongPdu = 5;

    private readonly ModbusSymbols _symbols = new(symbols);

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Modbus;

    /// <inheritdoc/>
    public override byte Transport => 6;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context)
    {
        ref readonly var identity = ref context.Identity;
        bool originatorOwns = identity.OriginatorPort == ModbusFraming.Port;
        bool responderOwns = identity.ResponderPort == ModbusFraming.Port;
        if (originatorOwns == responderOwns) return originatorOwns ? OnPort(payload, null) : OffPort(payload);
        return OnPort(payload, context.FromResponder == responderOwns);
    }

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new ModbusReader<TSink>(limits, _symbols);

    /// <summary>
    /// On the registered port a header is enough: enumerations of function codes, unit 0 and transaction 0 are what
    /// one wants to see. The port says who the server is.
    /// </summary>
    private static ProbeResult OnPort(ReadOnlySpan<byte> payload, bool? fromServer)
    {
        var status = ModbusAdu.TryRead(payload, out var adu, out _);
        if (status == OperationStatus.InvalidData)
        {
            var roles = fromServer switch
            {
                true => ModbusRoles.Server,
                false => ModbusRoles.Client,
                null => ModbusRoles.Client | ModbusRoles.Server,
            };
            status = ModbusFraming.TryReadDeviant(payload, roles, out adu, out _, out _);
        }

        return status switch
        {
            OperationStatus.InvalidData => ProbeResult.No,
            OperationStatus.NeedMoreData => ModbusFraming.CanBeginOnPort(payload) ? ProbeResult.Unsure : ProbeResult.No,
            _ => fromServer switch
            {
                true => ProbeResult.Server,
                false => ProbeResult.Client,
                null => ByShape(ModbusFraming.RolesOf(adu.Pdu)) is var shape && shape == ProbeResult.No
                    ? ProbeResult.Yes
                    : shape,
            },
        };
    }

    /// <summary>Anywhere else, all ADUs have to be valid throughout, and one of them more than a few bytes.</summary>
    private static ProbeResult OffPort(ReadOnlySpan<byte> payload)
    {
        var roles = ModbusRoles.Client | ModbusRoles.Server;
        bool strong = false;
        while (!payload.IsEmpty)
        {
            var status = ModbusAdu.TryRead(payload, out var adu, out int consumed);
            if (status == OperationStatus.InvalidData) return ProbeResult.No;
            if (status == OperationStatus.NeedMoreData)
            {
                if (!CanBegin(payload)) return ProbeResult.No;
                break;
            }

            roles &= ModbusFraming.RolesOf(adu.Pdu);
            if (roles == ModbusRoles.None) return ProbeResult.No;
            strong |= adu.Pdu.Length >= StrongPdu && ModbusFunctions.IsPublic(adu.Function);
            payload = payload[consumed..];
        }

        return strong ? ByShape(roles) : ProbeResult.Unsure;
    }

    /// <summary>Whether bytes that are too few for an ADU can become one.</summary>
    private static bool CanBegin(ReadOnlySpan<byte> payload)
    {
        if (payload.Length >= 4 && BinaryPrimitives.ReadUInt16BigEndian(payload[2..]) != 0) return false;
        if (payload.Length >= 5 && payload[4] > 4) return false;
        return payload.Length < 6 || BinaryPrimitives.ReadUInt16BigEndian(payload[4..]) >= ModbusAdu.MinLength;
    }

    private static ProbeResult ByShape(ModbusRoles roles) => roles switch
    {
        ModbusRoles.Client => ProbeResult.Client,
        ModbusRoles.Server => ProbeResult.Server,
        ModbusRoles.None => ProbeResult.No,
        _ => ProbeResult.Yes,
    };
}

using CraneAnomaly.Records;
using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Tests.Protocols.Modbus;

public sealed class ModbusVectors : ProtocolVectors
{
    public override string Folder => "Modbus";

    public override OtProtocol Protocol => OtProtocol.Modbus;

    public override ushort ServerPort => 502;

    public override int MostHeldBytes => 1036;

    public override byte[] UnknownFunction => Adu(7, 1, [66, 1, 2, 3]);

    public override IReadOnlyList<string> Functions { get; } =
    [
        "read_coils", "read_discrete_inputs", "read_holding_registers", "read_input_registers", "write_single_coil",
        "write_single_register", "read_exception_status", "diagnostics", "program_484", "poll_484",
        "get_comm_event_counter", "get_comm_event_log", "program_584_984", "poll_584_984", "write_multiple_coils",
        "write_multiple_registers", "report_slave_id", "program_884_u84", "reset_comm_link_884_u84",
        "read_file_record", "write_file_record", "mask_write_register", "read_write_multiple_registers",
        "read_fifo_queue", "program_concept", "multiple_function_codes", "encap_interface_transport", "umas",
        "object_messaging", "firmware_replacement", "program_584_984_2", "report_local_address",
    ];

    public override IReadOnlyList<byte[]> HostileHeaders { get; } =
    [
        RawAdu(900, 0, 0, 1, [3]), RawAdu(900, 0, 1, 1, [3]), RawAdu(900, 0, 255, 1, [66]),
        RawAdu(900, 0, 261, 1, [3]), RawAdu(900, 0, 1031, 1, [90]), RawAdu(900, 0, 65_535, 1, [3]),
        RawAdu(900, 65_535, 65_535, 1, [3]), RawAdu(900, 0, 65_535, 255, [90]), RawAdu(900, 7, 1, 1, [3]),
        // Whole but for its protocol identifier.
        RawAdu(900, 1, 6, 1, [3, 0, 0, 0, 9]),
    ];

    public override IReadOnlyList<ProtocolMessage> Dialogue { get; } = Number(
        (Read(1, 19, 19), Bits(1, Some(19))),
        (Read(2, 196, 22), Bits(2, Some(22))),
        (Read(3, 107, 3), Registers(3, 555, 0, 100)),
        (Read(4, 8, 1), Registers(4, 10)),
        (Read(4, 65_535, 1), Exception(4, 2)),
        (WriteCoil(172, true), WriteCoil(172, true)),
        (WriteCoil(172, false), WriteCoil(172, false)),
        (WriteRegister(1, 3), WriteRegister(1, 3)),
        (Bare(7), [7, 0x6D]),
        (Diagnostics(0, 0xA537, 0x1234), Diagnostics(0, 0xA537, 0x1234)),
        (Diagnostics(1, 0xFF00), Diagnostics(1, 0xFF00)),
        (Diagnostics(2, 0), Diagnostics(2, 0x0010)),
        (Diagnostics(10, 0), Diagnostics(10, 0)),
        (Diagnostics(11, 0), Diagnostics(11, 77)),
        (Diagnostics(4, 0), Exception(8, 11)),
        (Bare(11), [11, 0xFF, 0xFF, 0x01, 0x08]),
        (Bare(12), [12, 8, 0, 0, 0x01, 0x08, 0x01, 0x21, 0x20, 0]),
        (WriteCoils(19, Some(10)), Written(15, 19, 10)),
        (WriteRegisters(1, 10, 258), Written(16, 1, 2)),
        (Bare(17), [17, 4, 9, 0xFF, (byte)'o', (byte)'k']),
        (ReadFile(4, 1, 2), FileRead(0x0DFE, 0x0020)),
        (WriteFile(4, 7, 1711, 1214, 4109), WriteFile(4, 7, 1711, 1214, 4109)),
        (MaskWrite(4, 0xF2, 0x25), MaskWrite(4, 0xF2, 0x25)),
        (ReadWrite(3, 6, 14, 255, 255, 255), Registers(23, 254, 2765, 1, 3, 13, 255)),
        (ReadFifo(1246), Fifo(440, 4740)),
        (Identify(1, 0), Identification(1, "Crane", "STS", "V2.11")),
        ([43, 13, 1, 2, 3], [43, 13, 4, 5]),
        (Umas(0, 1, 0), Umas(0, 0xFE, 0xFD, 3)),
        (Umas(0, 0x10, 1, 2), Umas(1, 0xFE)),
        (Umas(1, 0x41, 0xFF), Umas(1, 0xFD, 0x80)),
        (Umas(1, 0x22, 1, 2, 3), Umas(1, 0xFE, 9, 9)),
        ([9, 1, 2], [9, 3]),
        ([10, 1], [10, 2]),
        ([13, 1], [13, 2]),
        ([14, 1], [14, 2]),
        ([18, 1], [18, 2]),
        ([19], [19]),
        ([40, 1], [40, 2]),
        ([41, 1], [41, 2]),
        ([91, 1], [91, 2]),
        ([125, 0, 1], Exception(125, 1)),
        ([126, 1], [126, 2]),
        ([127, 0], [127, 9]));

    public override void WriteRequest(int ordinal, Span<byte> destination, out int length)
    {
        Span<byte> adu = [(byte)(ordinal >> 8), (byte)ordinal, 0, 0, 0, 6, 1, 3, 0, 10, 0, 4];
        adu.CopyTo(destination);
        length = adu.Length;
    }

    public override void WriteResponse(int ordinal, Span<byte> destination, out int length)
    {
        Span<byte> adu = [(byte)(ordinal >> 8), (byte)ordinal, 0, 0, 0, 11, 1, 3, 8, 1, 2, 3, 4, 5, 6, 7, 8];
        adu.CopyTo(destination);
        length = adu.Length;
    }

    private static bool[] Some(int count) => Enumerable.Range(0, count).Select(i => i % 3 == 0).ToArray();

    private static List<ProtocolMessage> Number(params (byte[] Request, byte[] Response)[] transactions)
    {
        var messages = new List<ProtocolMessage>();
        for (int i = 0; i < transactions.Length; i++)
        {
            messages.Add(new(false, Adu(i + 1, 1 + i % 3, transactions[i].Request)));
            messages.Add(new(true, Adu(i + 1, 1 + i % 3, transactions[i].Response)));
        }

        return messages;
    }
}

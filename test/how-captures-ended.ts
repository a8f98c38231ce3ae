/**
 * How the sessions of the recordings in ../shared/captures ended, in the words of our reader. Each sentence was held
 * against the messages, the frames and the README beside the recordings.
 *
 * @module
 */

export const howCapturesEnded: Readonly<Record<string, readonly string[]>> = {
  "2022-10-26_WP4_networkEstablishedButHiddenCommunication.pcapng": [
    "SLAC matched, but no SDP request of the car is recorded in 60 s",
  ],
  "2022-11-25_v0.2_ABB_until_ChargeParamDiscovery.pcapng": [
    "The charger closed TCP instead of answering ChargeParameterDiscoveryReq at 55 %",
  ],
  "2022-12-13_compleo_with_bulb.pcapng": [
    "The charger shut down during precharge at 20 %: EVSE_EmergencyShutdown; the charger closed TCP",
  ],
  "2022-12-20_alpi_currentDemandSequenceErrorShutdown.pcapng": [
    "The charger refused CurrentDemandReq with FAILED_SequenceError while charging and shut down (EVSE_Shutdown); the charger closed TCP",
  ],
  "2023-03-02_SuperCharger_CableCheck_error.pcapng": [
    "The charger answered FAILED_UnknownSession 57 times, first to ServiceDiscoveryReq during identification, and the car went on (cable check); the car closed TCP",
    "The charger did not answer the protocol handshake (the car offered DIN 70121); the car closed TCP",
    "The charger answered FAILED_UnknownSession 44 times, first to ServiceDiscoveryReq during identification, and the car went on (cable check); the car closed TCP",
    "The charger did not answer the protocol handshake (the car offered DIN 70121); the car closed TCP",
    "SLAC failed: the car asked 4 times, nobody confirmed",
  ],
  "2023-04-16_at_home_Ioniq_in_currentDemandLoop.pcapng": [
    "The charger closed TCP while charging at 27 %, without a word",
  ],
  "2023-05-03_TaycanLeftside_slacFail.pcapng": [
    "SLAC failed: the car asked 6 times in 2 attempts, the charger confirmed 6 times, but the car never began to sound; the confirmations carry a RunID that is not the car's",
  ],
  "2023-05-24_pyPlc_with_Ioniq93prcSoc.pcapng": ["The charger closed TCP while charging at 93 %, without a word"],
  "2024-04-20_ModelY_pyPLC_stop_in_precharge.pcapng": [
    "The car stopped during precharge (119 requests, 347 V of 344 V reached) at 55 %: SessionStop",
  ],
  "2025-01-21_listenMode_01_slow_and_only_broadcast_visible.pcapng": [
    "SLAC matched, but no SDP request of the car is recorded in 508 s",
  ],
  "2025-01-21_listenMode_02_mac_spoofing_some_frames_visible.pcapng": [
    "The charger closed TCP during the cable check, without a word",
  ],
  "2025-01-21_listenMode_04_cutted_tx_path_no_joining.pcapng": [
    "SLAC matched, but no SDP request of the car is recorded in 22 s",
  ],
  "2026-02-08_pyPLC_FoccciCape_AudiQ4_break_after_cableCheck.pcap": [
    "The car stopped during the cable check (3 requests) at 67 %: PowerDelivery(Stop); the charger did not answer PowerDeliveryReq; the car reset TCP",
    "The car stopped during the cable check (3 requests) at 67 %: PowerDelivery(Stop); the charger did not answer PowerDeliveryReq; the car reset TCP",
    "The car stopped during the cable check (3 requests) at 67 %: PowerDelivery(Stop); the charger did not answer PowerDeliveryReq; the car reset TCP",
  ],
  "DIN_DC_DS5366_Josev.pcapng": ["The car stopped charging at 100 %: PowerDelivery(Stop), without saying why"],
  "IEC61851_AC_PWM_Basic.pcapng": ["Charged by the control pilot alone: 22 % = 13.2 A; the cable was unplugged"],
  "ISO-20_BPT_AC_DS5366_Josev.pcapng": ["The car stopped: ChargingComplete at 100 %"],
  "ISO-20_TLS13_DC_DS5366_Josev.pcapng": ["The car stopped: ChargingComplete at 100 %"],
  "ISO-2_AC_DS5366.pcapng": ["The car stopped charging: PowerDelivery(Stop), without saying why"],
  "ISO-2_DC_DS5366.pcapng": ["The car stopped charging at 21 %: PowerDelivery(Stop), without saying why"],
  "ISO-2_DC_PnC_TLS_CertInstallation_DS5366_RiseV2G.pcapng": ["The car stopped: ChargingComplete at 100 %"],
  "ISO-2_DC_Renegotiation_DS5366_RiseV2G.pcapng": ["The car stopped: ChargingComplete at 100 %"],
  "everest_Audi_Q4_ac_iso2-1.pcap": [
    "The car paused the session: SessionStop(Pause)",
    "The car paused the session: SessionStop(Pause)",
    "The car paused the session: SessionStop(Pause)",
    "The car paused the session: SessionStop(Pause)",
    "The car stopped charging: PowerDelivery(Stop), without saying why",
  ],
  "everest_Audi_Q4_dc-iso2.pcap": ["The car stopped charging at 55 %: PowerDelivery(Stop), without saying why"],
  "everest_BMW_iX_fw_11_2022.64_2023-03-30_car_stops_soc_too_close_to_target.pcap": [
    "The car reset TCP during the cable check at 72 %, without a word",
  ],
  "everest_BMW_iX_fw_11_2022.64_iso_15118-2_2023-03-30_iso2.pcap": [
    "The car stopped charging at 72 %: PowerDelivery(Stop), without saying why",
  ],
  "everest_BYD_Atto3_2023-04-18-2_config-dc-iso2.pcap": [
    "The charger shut down while charging at 51 %: EVSE_Shutdown; the car obeyed with PowerDelivery(Stop)",
  ],
  "everest_BYD_Atto3_2023-04-18-3_config-ac-iso2_not_supported.pcap": [
    "Only the end is recorded: SessionStop; the charger closed TCP",
    "The recording ends during SDP",
  ],
  "everest_BYD_Atto3_2023-10-04_dinspec-DC.pcap": [
    "The car stopped charging at 54 %: PowerDelivery(Stop), without saying why",
  ],
  "everest_Citroen_eC4_2024-02-29-2_iso2_ac.pcap": [
    "The car closed TCP during authorisation, without a word",
    "SLAC failed: the car asked 12 times, nobody confirmed",
  ],
  "everest_Citroen_eC4_2024-02-29-citroen-ec4-1_din_spec.pcap": [
    "The charger shut down while charging at 55 %: EVSE_Shutdown; the car obeyed with PowerDelivery(Stop)",
  ],
  "everest_Fiat_Scudo_2024-02-20-2_iso2_dc.pcap": [
    "SLAC matched, but no SDP request of the car is recorded in 13 s; the car then began again",
    "SLAC failed: the car asked 32 times in 4 attempts, nobody confirmed",
  ],
  "everest_Hyundai_Ioniq5_iso15118-2-AC_2023-04-07-ioniq5-iso15118-AC-not-supported.pcap": [
    "The car stopped during authorisation: SessionStop",
  ],
  "everest_Hyundai_Kona_2017_din_spec_70121_kona1.pcap": [
    "The car stopped charging at 82 %: PowerDelivery(Stop), without saying why",
  ],
  "everest_Kia_EV6_2023-04-25-kia-ev6-iso2.pcap": [
    "The car stopped charging at 35 %: PowerDelivery(Stop), without saying why",
  ],
  "everest_MG_MG4_electric_iso-2-AC.pcap": [
    "The charger closed TCP during authorisation; the car had sent nothing for 60.1 s",
    "Of SLAC only the car's frames are recorded: the car has chosen a charger, and nothing follows",
  ],
  "everest_MG_MG4_electric_iso-2-DC.pcap": [
    "The car closed TCP while charging at 64 %; CurrentDemandRes had come 2.55 s after the request, cars wait 0.25 s",
    "The car closed TCP while charging at 64 %; CurrentDemandRes had come 2.55 s after the request, cars wait 0.25 s",
  ],
  "everest_Mercedes-Benz_EQC_din_spec_70121_2023-04-12-eqc-din-spec.pcap": [
    "The car stopped charging at 60 %: PowerDelivery(Stop), without saying why",
  ],
  "everest_Mercedes-Benz_EQC_iso-15118-2-DC_2023-04-12-eqc-iso15118-2-DC_not_supported.pcap": [
    "The charger speaks none of the car's protocols (the car offered DIN 70121; the charger answered Failed_NoNegotiation); the charger closed TCP",
    "The charger speaks none of the car's protocols (the car offered DIN 70121; the charger answered Failed_NoNegotiation); the charger closed TCP",
  ],
  "everest_Mercedes-Benz_EQE_2023-04-18-1_config-dc-dinspec.pcap": [
    "The charger shut down while charging at 18 %: EVSE_Shutdown; the car obeyed with PowerDelivery(Stop)",
  ],
  "everest_Mercedes-Benz_EQE_2023-04-18-3_config-ac-iso2.pcap": ["The recording ends while charging"],
  "everest_Opel_Ampera-E_2023-01-13-din_spec_70121_session_ampera_dc_din.pcap": [
    "The car closed TCP during the cable check at 97 %; it had lasted 45.6 s, cars wait 40 s",
  ],
  "everest_Opel_Ampera-E_2023-01-13-din_spec_70121_session_ampera_dc_din_1.pcap": [
    "The car reported FAILED_EVRESSMalfunction at 97 % and stopped",
    "The car stopped during the cable check (68 requests) at 97 %: SessionStop; the charger answered SessionStopReq with FAILED_SequenceError",
  ],
  "everest_Opel_Ampera-E_2023-01-13-iso-15118-2-AC_not_supported_opelampera_ac_iso.pcap": [
    "The charger speaks none of the car's protocols (the car offered DIN 70121; the charger answered Failed_NoNegotiation); the charger closed TCP",
  ],
  "everest_Opel_Mokka-E_din_spec_70121_2023-04-14-1_config-dc-dinspec_b5e6.pcap": [
    "The charger shut down while charging at 91 %: EVSE_Shutdown; the car obeyed with PowerDelivery(Stop)",
  ],
  "everest_Opel_Mokka-E_iso_15118-2_AC_not_supported_2023-04-14-3_config-ac-iso2.pcap": [
    "The car closed TCP during authorisation, without a word",
    "The recording ends during SLAC: the car has sounded",
  ],
  "everest_Opel_Mokka-E_iso_15118-2_DC_2023-04-14-9_config-josev-dc-iso2_failure.pcap": [
    "The car closed TCP while charging at 91 %; CurrentDemandRes had come 0.36 s after the request, cars wait 0.25 s",
    "The recording ends 1.1 s after the SLAC match",
  ],
  "everest_Polestar_Polestar2_iso15118-2_DC_2023-04-04-polestar2_iso15118-2_dc.pcap": [
    "The car stopped while charging at 78 % and asked for a pause, which the charger refused: FAILED",
  ],
  "everest_Porsche_Taycan_4S_din-spec-70121_2023-04-11-taycan-din-spec.pcap": [
    "The car stopped charging at 57 %: PowerDelivery(Stop), without saying why",
  ],
  "everest_Porsche_Taycan_4S_iso-15118-2-AC_2023-04-11-taycan-iso-ac-driverside.pcap": [
    "The car stopped charging: PowerDelivery(Stop), without saying why",
  ],
  "everest_Porsche_Taycan_4S_iso-15118-2-DC_2023-04-11-taycan-iso-2-DC.pcap": [
    "The car stopped charging at 57 %: PowerDelivery(Stop), without saying why",
  ],
  "everest_Renault_Zoe_Z50_R135_din_spec_70121-DC_Zoe_Z50_R135_DC_Charging.pcap": [
    "The charger refused PreChargeReq with FAILED_SequenceError during precharge; the car then sent SessionStop",
    "The charger shut down while charging at 70 %: EVSE_Shutdown; the car obeyed with PowerDelivery(Stop)",
  ],
  "everest_Seres_2024-01-10-1_din_spec.pcap": [
    "The recording ends while charging at 80 %; CurrentDemandReq is not answered",
  ],
  "everest_Skoda_Enyaq_v3.0_iso15118_AC_Josev_enyaq_ac_0.pcap": [
    "The car stopped charging: PowerDelivery(Stop), without saying why",
  ],
  "everest_Tesla_Model_3_2023-04-06-tesla_model_3_dinspec_DC.pcap": [
    "The car stopped charging at 57 %: PowerDelivery(Stop), without saying why",
  ],
  "everest_Tesla_Model_Y_11.1_din_spec_70121_2023-01-18-tesla_y_dinspec_infypower_teslay_dc_infy_0.pcap": [
    "The car closed TCP while charging at 51 %; CurrentDemandRes had come 0.55 s after the request, cars wait 0.25 s",
  ],
  "everest_Tesla_Model_Y_11.1_iso15118-2_2023-03-30-tesla_y-iso-not-supported.pcap": [
    "The charger speaks none of the car's protocols (the car offered urn:tesla:din:2018:MsgDef, DIN 70121; the charger answered Failed_NoNegotiation); the charger closed TCP",
  ],
  "everest_VW_id.3_din_spec_70121_2023-04-14-1_config-dc-dinspec.pcap": [
    "The charger shut down while charging at 74 %: EVSE_Shutdown; the car obeyed with PowerDelivery(Stop)",
  ],
  "everest_VW_id.3_din_spec_70121_2023-04-14-id3pure-dinspec-discharge.pcap": [
    "The car stopped charging at 74 %: PowerDelivery(Stop), without saying why",
  ],
  "everest_VW_id.3_iso_15118-2_DC_2023-04-14-2_config-dc-iso2.pcap": [
    "The charger shut down while charging at 74 %: EVSE_Shutdown; the recording ends there",
  ],
  "everest_VW_id.4_din_spec_70121_2023-04-14-1_config-dc-dinspec.pcap": [
    "The charger shut down while charging at 76 %: EVSE_Shutdown; the car obeyed with PowerDelivery(Stop)",
  ],
  "everest_VW_id.4_din_spec_70121_2023-04-14-id4pro-din-spec-with-discharge.pcap": [
    "The car stopped charging at 76 %: PowerDelivery(Stop), without saying why",
  ],
  "everest_VW_id.4_fw_3.5_2023-04-18-2_config-dc-iso2.pcap": [
    "The charger shut down while charging at 37 %: EVSE_Shutdown; the car obeyed with PowerDelivery(Stop)",
  ],
  "everest_VW_id.4_iso_15118-2_AC_2023-04-14-3_config-ac-iso2.pcap": [
    "The car stopped charging: SessionStop, without saying why; the charger answered SessionStopReq with FAILED_SequenceError",
  ],
  "everest_XPENG_P7_performance_iso2-DC.pcap": [
    "The car stopped charging at 33 %: PowerDelivery(Stop), without saying why",
  ],
  "spi_ioniq_alpiHYC150_makerspace_landsberg_left_small_2024-04-03_ok.pcap": [
    "The charger shut down while charging at 58 %: EVSE_Shutdown; the car obeyed with PowerDelivery(Stop)",
  ],
};

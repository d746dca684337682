/** Camera dialog: live view, and a button that takes the picture. */

import { take } from "../examples.js";
import { icon } from "../icons.js";
import { iconButton, make } from "../make.js";

/** @typedef {import("../examples.js").How} How */

const QUALITY = 0.92; // of the JPEG that is sent
const REASONS = /** @type {Record<string, string>} */ ({
  NotAllowedError: "This page is not allowed to use the camera: allow it in the browser's address bar.",
  NotFoundError: "There is no camera here.",
  NotReadableError: "Another program uses the camera.",
});

class CameraDialog extends HTMLElement {
  /** @type {How} */
  #how = "only";
  /** @type {MediaStream | null} */
  #stream = null;
  #facing = "environment";
  #video = make("video", { autoplay: true, playsinline: true, muted: true, "aria-label": "What the camera sees" });
  #said = make("p", { role: "status" });
  #shutter = make("button", { type: "button", class: "shutter", "aria-label": "Take the picture", click: () => this.#shoot() });
  #turn = iconButton("switch", "Use the other camera", { hidden: true, click: () => this.#turnAround() });
  #dialog = make("dialog", { class: "camera", "aria-label": "Camera", close: () => this.#stop() },
    this.#video, this.#said,
    make("div", { class: "controls" }, this.#turn, this.#shutter, iconButton("close", "Close the camera", { click: () => this.#dialog.close() })));

  connectedCallback() {
    this.append(this.#dialog);
    addEventListener("camera", (event) => {
      this.#how = /** @type {CustomEvent} */ (event).detail;
      this.#dialog.showModal();
      this.#begin();
    });
  }

  async #begin() {
    [this.#said.textContent, this.#shutter.disabled] = ["Waiting for the camera…", true];
    if (!navigator.mediaDevices) return this.#fallBack();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: this.#facing, width: { ideal: 1280 } } });
      if (!this.#dialog.open) return stream.getTracks().forEach((track) => track.stop());
      this.#stream = this.#video.srcObject = stream;
      await this.#video.play();
      const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
      this.#turn.hidden = cameras.length < 2;
      [this.#said.textContent, this.#shutter.disabled] = ["", false];
      this.#shutter.focus();
    } catch (error) {
      const { name, message } = /** @type {Error} */ (error);
      if (this.#dialog.open) this.#said.textContent = REASONS[name] ?? message;
    }
  }

  /** Without https, browsers lend no camera to a page, but a phone's file chooser has one. */
  #fallBack() {
    const file = make("input", { type: "file", accept: "image/*", capture: "environment", change: () => {
      if (file.files?.[0]) take(file.files[0], this.#how);
      this.#dialog.close();
    } });
    this.#said.replaceChildren("Browsers allow the camera on secure pages only. ", make("label", { class: "source" }, file, icon("camera"), "Take a photo"));
  }

  #turnAround() {
    this.#facing = this.#facing === "user" ? "environment" : "user";
    this.#stop();
    this.#begin();
  }

  #shoot() {
    const canvas = make("canvas", { width: this.#video.videoWidth, height: this.#video.videoHeight });
    canvas.getContext("2d")?.drawImage(this.#video, 0, 0);
    canvas.toBlob((blob) => { if (blob) take(blob, this.#how); }, "image/jpeg", QUALITY);
    this.#dialog.close();
  }

  #stop() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = this.#video.srcObject = null;
  }
}

customElements.define("camera-dialog", CameraDialog);
